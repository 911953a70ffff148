import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a certificate is made of. */
export interface Wanted {
  /** Names and addresses, as OpenSSL writes them: `DNS:localhost,IP:127.0.0.1`. */
  readonly names?: string
  readonly commonName?: string
  /** From today; or both dates, as `YYYYMMDDhhmmssZ`. */
  readonly days?: number
  readonly dates?: readonly [string, string]
  /** `ec` unless said otherwise. */
  readonly key?: readonly string[]
  readonly digest?: string
}

/** A certification authority of one test, in a directory that the test owns. */
export interface TestAuthority {
  readonly dir: string
  /** Its own certificate (PEM). */
  readonly file: string
  /** Makes a certificate; gives the files of it and its key (PEM). */
  issue(name: string, wanted?: Wanted): { readonly cert: string; readonly key: string }
  /** An OCSP answer (DER) about a certificate that it issued; gives the file. */
  ocsp(name: string, state: 'good' | 'revoked'): string
}

const EC = ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256']

/** Makes one with the command `openssl`. */
export function createAuthority(dir: string): TestAuthority {
  const openssl = (args: readonly string[]) => {
    try {
      execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT')
        throw new Error('openssl is missing: install the Debian package openssl')
      throw error
    }
  }
  const at = (file: string) => join(dir, file)
  openssl([
    'req',
    '-x509',
    '-newkey',
    ...EC,
    '-nodes',
    '-keyout',
    'ca.key',
    '-out',
    'ca.pem',
    '-days',
    '90',
    '-subj',
    '/CN=Vong Gac Test CA',
  ])
  writeFileSync(at('ca.index'), '')
  writeFileSync(at('ca.serial'), '1000')
  writeFileSync(
    at('ca.cnf'),
    `[ca]\ndefault_ca=d\n[d]\ndatabase=${at('ca.index')}\nserial=${at('ca.serial')}\nnew_certs_dir=${dir}\ndefault_md=sha256\npolicy=p\ncopy_extensions=copy\nunique_subject=no\n[p]\ncommonName=optional\n`,
  )
  return {
    dir,
    file: at('ca.pem'),
    issue(name, wanted = {}) {
      const {
        names = 'DNS:localhost,IP:127.0.0.1',
        commonName = name,
        days = 60,
        dates,
        key = EC,
        digest = 'sha256',
      } = wanted
      openssl([
        'req',
        '-newkey',
        ...key,
        '-nodes',
        '-keyout',
        `${name}.key`,
        '-out',
        `${name}.csr`,
        '-subj',
        `/CN=${commonName}`,
        '-addext',
        `subjectAltName=${names}`,
      ])
      const when = dates ? ['-startdate', dates[0], '-enddate', dates[1]] : ['-days', `${days}`]
      openssl([
        'ca',
        '-batch',
        '-config',
        'ca.cnf',
        '-cert',
        'ca.pem',
        '-keyfile',
        'ca.key',
        '-md',
        digest,
        ...when,
        '-notext',
        '-in',
        `${name}.csr`,
        '-out',
        `${name}.pem`,
      ])
      return { cert: at(`${name}.pem`), key: at(`${name}.key`) }
    },
    ocsp(name, state) {
      if (state === 'revoked')
        openssl(['ca', '-config', 'ca.cnf', '-cert', 'ca.pem', '-keyfile', 'ca.key', '-revoke', `${name}.pem`])
      openssl([
        'ocsp',
        '-index',
        'ca.index',
        '-CA',
        'ca.pem',
        '-rsigner',
        'ca.pem',
        '-rkey',
        'ca.key',
        '-issuer',
        'ca.pem',
        '-cert',
        `${name}.pem`,
        '-ndays',
        '2',
        '-respout',
        `${name}.ocsp`,
        '-noverify',
      ])
      return at(`${name}.ocsp`)
    },
  }
}

/** The certificate of an authority behind another, in one file, as servers send their chain. */
export function chainFile(dir: string, ...files: readonly string[]): string {
  const path = join(dir, `chain-${files.length}.pem`)
  writeFileSync(path, files.map((file) => readFileSync(file, 'utf8')).join(''))
  return path
}
