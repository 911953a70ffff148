import { execFile } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFile, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

/** A time-stamp authority over HTTP: each request is answered by `openssl ts -reply`. */
export interface TimeStampAuthority extends AsyncDisposable {
  readonly url: string
}

export interface Tsa {
  /** Directory with `NAME.pem` and `NAME.key` of who signs, and where files may be written. */
  readonly dir: string
  readonly signer: string
  /** Certificates that go with the stamp (PEM). */
  readonly chain?: string
  /** What becomes of the answer before it is sent. */
  readonly twist?: (answer: Buffer) => Buffer
}

/** Starts one on a free port. */
export async function startTimeStampAuthority({
  dir,
  signer,
  chain,
  twist = (answer) => answer,
}: Tsa): Promise<TimeStampAuthority> {
  const config = join(dir, `${randomUUID()}.cnf`)
  await writeFile(join(dir, 'tsa.serial'), '01')
  await writeFile(
    config,
    `[tsa]
default_tsa=t
[t]
serial=${join(dir, 'tsa.serial')}
crypto_device=builtin
signer_cert=${join(dir, `${signer}.pem`)}
${chain === undefined ? '' : `certs=${chain}`}
signer_key=${join(dir, `${signer}.key`)}
signer_digest=sha256
default_policy=1.2.3.4.1
other_policies=1.2.3.4.5
digests=sha256,sha384
accuracy=secs:0,millisecs:500
ess_cert_id_alg=sha256
`,
  )
  const server = createServer(async (request, response) => {
    const name = join(dir, randomUUID())
    try {
      const chunks: Buffer[] = []
      for await (const chunk of request) chunks.push(chunk)
      await writeFile(`${name}.tsq`, Buffer.concat(chunks))
      await run('openssl', ['ts', '-reply', '-config', config, '-queryfile', `${name}.tsq`, '-out', `${name}.tsr`])
      response.setHeader('content-type', 'application/timestamp-reply')
      response.end(twist(await readFile(`${name}.tsr`)))
    } catch (error) {
      response.statusCode = 500
      response.end(String(error))
    }
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/tsa`,
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
      await once(server, 'close')
    },
  }
}
