import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** What a certificate of the issuing authority is made of. */
export interface Issued {
  /** `/O=…/CN=…`; the name alone unless given. */
  readonly subject?: string
  /** From today, or both dates, as `YYYYMMDDhhmmssZ`. */
  readonly days?: number
  readonly dates?: readonly [string, string]
  /** Where its CRL and its responder are. */
  readonly crl?: string
  readonly ocsp?: string
  /** Lines of its extensions; for signatures unless said otherwise. */
  readonly extensions?: readonly string[]
  readonly key?: readonly string[]
}

/** A root and an authority below it, in a directory that the test owns. */
export interface Pki {
  readonly dir: string
  /** The root alone, and the issuing authority's certificate (PEM). */
  readonly root: string
  readonly issuing: string
  /** Makes a certificate; gives its file (PEM). The key lies beside it, `NAME.key`. */
  issue(name: string, wanted?: Issued): string
  revoke(name: string, reason?: string): void
  /** Writes the authority's CRL as it is now; from and until, `YYYYMMDDhhmmssZ`. */
  crl(file: string, dates?: readonly [string, string]): string
  /** Any other command of OpenSSL in the directory. */
  openssl(...args: readonly string[]): Buffer
}

const EC = ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256']
const SIGNING = ['basicConstraints=CA:FALSE', 'keyUsage=critical,digitalSignature,nonRepudiation']

/** Makes one with the command `openssl`. */
export function createPki(dir: string): Pki {
  const at = (file: string) => join(dir, file)
  const openssl = (...args: readonly string[]): Buffer => {
    try {
      return execFileSync('openssl', args, { cwd: dir, stdio: 'pipe' })
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT')
        throw new Error('openssl is missing: install the Debian package openssl')
      throw error
    }
  }
  const request = (name: string, subject: string, key: readonly string[] = EC) =>
    openssl(
      'req',
      '-utf8',
      '-newkey',
      ...key,
      '-nodes',
      '-keyout',
      `${name}.key`,
      '-out',
      `${name}.csr`,
      '-subj',
      subject,
    )
  const sign = (name: string, ca: string, extensions: readonly string[], when: readonly string[]) => {
    writeFileSync(at(`${name}.ext`), extensions.join('\n'))
    const by = ['-config', `${ca}.cnf`, '-cert', `${ca}.pem`, '-keyfile', `${ca}.key`]
    openssl(
      'ca',
      '-batch',
      '-utf8',
      ...by,
      ...when,
      '-notext',
      '-extfile',
      `${name}.ext`,
      '-in',
      `${name}.csr`,
      '-out',
      `${name}.pem`,
    )
    return at(`${name}.pem`)
  }
  configure(dir, 'root')
  configure(dir, 'issuing')
  openssl(
    'req',
    '-x509',
    '-newkey',
    ...EC,
    '-nodes',
    '-keyout',
    'root.key',
    '-out',
    'root.pem',
    '-days',
    '900',
    '-subj',
    '/CN=Vong Gac Root',
  )
  request('issuing', '/CN=Vong Gac Issuing')
  const authority = ['basicConstraints=critical,CA:TRUE,pathlen:0', 'keyUsage=critical,keyCertSign,cRLSign']
  sign('issuing', 'root', authority, ['-days', '400'])
  return {
    dir,
    root: at('root.pem'),
    issuing: at('issuing.pem'),
    openssl,
    issue(name, { subject = `/CN=${name}`, days = 90, dates, crl, ocsp, extensions = SIGNING, key } = {}) {
      request(name, subject, key)
      const all = [
        ...extensions,
        ...(crl === undefined ? [] : [`crlDistributionPoints=URI:${crl}`]),
        ...(ocsp === undefined ? [] : [`authorityInfoAccess=OCSP;URI:${ocsp}`]),
      ]
      return sign(name, 'issuing', all, dates ? ['-startdate', dates[0], '-enddate', dates[1]] : ['-days', `${days}`])
    },
    revoke(name, reason = 'keyCompromise') {
      openssl(
        'ca',
        '-config',
        'issuing.cnf',
        '-cert',
        'issuing.pem',
        '-keyfile',
        'issuing.key',
        '-revoke',
        `${name}.pem`,
        '-crl_reason',
        reason,
      )
    },
    crl(file, dates) {
      const when = dates ? ['-crl_lastupdate', dates[0], '-crl_nextupdate', dates[1]] : ['-crldays', '7']
      openssl(
        'ca',
        '-config',
        'issuing.cnf',
        '-cert',
        'issuing.pem',
        '-keyfile',
        'issuing.key',
        '-gencrl',
        ...when,
        '-out',
        `${file}.crl.pem`,
      )
      openssl('crl', '-in', `${file}.crl.pem`, '-outform', 'DER', '-out', file)
      return at(file)
    },
  }
}

/** Certificates behind each other in one file; gives it. */
export function bundle(dir: string, name: string, ...files: readonly string[]): string {
  const path = join(dir, name)
  writeFileSync(path, files.map((file) => readFileSync(file, 'utf8')).join(''))
  return path
}

function configure(dir: string, name: string): void {
  writeFileSync(join(dir, `${name}.index`), '')
  writeFileSync(join(dir, `${name}.serial`), '1000')
  writeFileSync(join(dir, `${name}.crlnumber`), '01')
  writeFileSync(
    join(dir, `${name}.cnf`),
    `[ca]\ndefault_ca=d\n[d]\ndatabase=${name}.index\nserial=${name}.serial\ncrlnumber=${name}.crlnumber\nnew_certs_dir=.\ndefault_md=sha256\npolicy=p\nunique_subject=no\n[p]\norganizationName=optional\ncommonName=optional\n`,
  )
}
