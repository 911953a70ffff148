import { execFileSync } from 'node:child_process'
import { chmodSync, chownSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createAuthority } from './certificates.ts'
import { freePort } from './free-port.ts'
import { dovecotConf, echoScript, mainCf, masterCf, PASSWORD, passwdFile } from './mail-server-files.ts'
import { isOpen } from './nginx.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'

/** The doors of the mail host. Those behind `lmtp` are ways in with something wrong. */
export const mailDoors = [
  'smtp',
  'submission',
  'smtps',
  'imap',
  'imaps',
  'pop3',
  'pop3s',
  'lmtp',
  /** As `smtp`, but STARTTLS is not offered. */
  'stripped',
  /** As `smtp`, but every receiver is greylisted. */
  'grey',
  /** As `smtp`, but whatever is taken is frozen in the queue. */
  'frozen',
] as const

export type MailPorts = Readonly<Record<(typeof mailDoors)[number], number>>

/** A message in Postfix's queue, as `postqueue -j` tells of it. */
export interface QueuedMessage {
  readonly queue_name: string
  readonly queue_id: string
  readonly sender: string
  readonly recipients: readonly { readonly address: string; readonly delay_reason?: string }[]
}

/**
 * Postfix and Dovecot on loopback. Mailboxes: `probe@`, `user1@` and `full@example.test` (10 KB of room), password `mailpw12`.
 * `echo@outside.test` answers; `*@deferred.test` stays in the queue; `*@bounce.test` comes back. A `+Folder` behind a name
 * delivers to that folder. Nothing leaves the machine.
 */
export interface MailHost extends AsyncDisposable {
  readonly ports: MailPorts
  readonly password: string
  /** The authority of its certificate (PEM), which is for localhost and 127.0.0.1. */
  readonly caFile: string
  /** Postfix's configuration directory, for `postqueue -c`. */
  readonly postfixDir: string
  startDovecot(): Promise<void>
  stopDovecot(): Promise<void>
  queue(): QueuedMessage[]
  /** Puts a message into the queue, from `user1@example.test`. */
  send(message: { readonly to: string; readonly subject?: string; readonly text?: string }): void
  /** `postsuper ARGS…`, such as `-d ALL` or `-H ALL`. */
  postsuper(...args: readonly string[]): void
  /** Tries again what is in the queue. */
  flush(): void
  /** What Postfix wrote into its log. */
  log(): string
}

const MASTER = '/usr/lib/postfix/sbin/master'

/** Starts the mail host in a directory of the caller's, as root. */
export async function startMailHost(dir: string): Promise<MailHost> {
  chmodSync(dir, 0o755)
  const ports = Object.fromEntries(
    await Promise.all(mailDoors.map(async (door) => [door, await freePort()] as const)),
  ) as MailPorts
  const authority = createAuthority(dir)
  const files = { dir, ports, ...authority.issue('mail') }
  for (const path of ['etc', 'spool', 'data', 'postfix-log', 'run', 'state', 'mail'])
    mkdirSync(join(dir, path), { recursive: true })
  owned(join(dir, 'data'), 'postfix')
  owned(join(dir, 'mail'), 'mail')
  const write = (file: string, text: string, mode = 0o644) => writeFileSync(join(dir, file), text, { mode })
  write('passwd', passwdFile)
  write('dovecot.conf', dovecotConf(files))
  write('etc/main.cf', mainCf(files))
  write('etc/master.cf', masterCf(files))
  write('echo.mjs', echoScript(files), 0o755)
  const postfixDir = join(dir, 'etc')
  const run = (command: string, ...args: readonly string[]) => {
    if (!existsSync(MASTER)) throw new Error('postfix is missing: install the Debian package postfix')
    return execFileSync(command, ['-c', postfixDir, ...args], { stdio: ['ignore', 'pipe', 'pipe'], encoding: 'utf8' })
  }
  run('/usr/sbin/postfix', 'check')
  const startDovecot = () =>
    startServerProcess({
      command: '/usr/sbin/dovecot',
      args: ['-F', '-c', join(dir, 'dovecot.conf')],
      debianPackage: 'dovecot-imapd, dovecot-pop3d and dovecot-lmtpd',
      ready: async () => (await isOpen(ports.imap)) && (await isOpen(ports.lmtp)),
    })
  await using stack = new AsyncDisposableStack()
  let dovecot: ServerProcess | undefined = await startDovecot()
  const stopDovecot = async () => {
    await dovecot?.[Symbol.asyncDispose]()
    dovecot = undefined
  }
  stack.defer(stopDovecot)
  stack.use(
    await startServerProcess({
      command: MASTER,
      args: ['-c', postfixDir, '-d', '-s'],
      debianPackage: 'postfix',
      ready: async () => (await isOpen(ports.smtp)) && (await isOpen(ports.frozen)),
    }),
  )
  const owner = stack.move()
  return {
    ports,
    password: PASSWORD,
    caFile: authority.file,
    postfixDir,
    async startDovecot() {
      dovecot ??= await startDovecot()
    },
    stopDovecot,
    queue: () =>
      run('/usr/sbin/postqueue', '-j')
        .split('\n')
        .filter(Boolean)
        .map((line) => JSON.parse(line) as QueuedMessage),
    send: ({ to, subject = 'hello', text = 'hello' }) =>
      void execFileSync('/usr/sbin/sendmail', ['-C', postfixDir, '-f', 'user1@example.test', to], {
        input: `From: user1@example.test\nTo: ${to}\nSubject: ${subject}\n\n${text}\n`,
      }),
    postsuper: (...args) => void run('/usr/sbin/postsuper', ...args),
    flush: () => void run('/usr/sbin/postqueue', '-f'),
    log: () => readFileSync(join(dir, 'postfix-log', 'maillog'), 'utf8'),
    [Symbol.asyncDispose]: () => owner.disposeAsync(),
  }
}

/** Gives a directory to a user of the system and its group. */
function owned(path: string, user: string): void {
  const [, uid, gid] = new RegExp(`^${user}:[^:]*:(\\d+):(\\d+):`, 'm').exec(readFileSync('/etc/passwd', 'utf8')) ?? []
  if (uid === undefined)
    throw new Error(`there is no user ${user}: install the Debian packages postfix and dovecot-core`)
  chownSync(path, Number(uid), Number(gid))
}
