import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { isOpen } from './nginx.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'

/** Starts dovecot with IMAP and POP3, both with STARTTLS, on these ports. It runs as root, as it is made to. */
export function startDovecot(
  dir: string,
  { imap, pop3 }: { readonly imap: number; readonly pop3: number },
  { cert, key }: { readonly cert: string; readonly key: string },
  { listen = '127.0.0.1' }: { readonly listen?: string } = {},
): Promise<ServerProcess> {
  for (const name of ['run', 'state']) mkdirSync(join(dir, 'dovecot', name), { recursive: true })
  const file = join(dir, 'dovecot.conf')
  const listener = (protocol: string, port: number) =>
    `service ${protocol}-login {\n  inet_listener ${protocol} {\n    port = ${port}\n  }\n  inet_listener ${protocol}s {\n    port = 0\n  }\n}\n`
  writeFileSync(
    file,
    `protocols = imap pop3
listen = ${listen}
base_dir = ${dir}/dovecot/run
state_dir = ${dir}/dovecot/state
log_path = ${dir}/dovecot/log
ssl = yes
ssl_cert = <${cert}
ssl_key = <${key}
passdb {
  driver = static
  args = nopassword=y
}
userdb {
  driver = static
  args = uid=mail gid=mail home=${dir}/mail
}
${listener('imap', imap)}${listener('pop3', pop3)}`,
  )
  return startServerProcess({
    command: '/usr/sbin/dovecot',
    args: ['-F', '-c', file],
    debianPackage: 'dovecot-imapd and dovecot-pop3d',
    ready: async () => (await isOpen(imap, listen)) && (await isOpen(pop3, listen)),
  })
}
