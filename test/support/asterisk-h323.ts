import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePort } from './free-port.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'

const run = promisify(execFile)

/** An endpoint of H.323 that is none of ours: Asterisk with chan_ooh323. */
export interface Asterisk extends AsyncDisposable {
  /** Call signalling, on 127.0.0.1. */
  readonly port: number
  /** What its own command line says. */
  console(command: string): Promise<string>
  /** The trace of its H.323 stack. */
  trace(): string
}

/**
 * Starts it out of a tree that `make-h323-root.mjs` has made. Extension 1000 picks up at once, 2000 rings for a minute, 3000 is busy.
 * Needs root, for chroot.
 */
export async function startAsterisk(root: string): Promise<Asterisk> {
  const port = await freePort()
  const outside = mkdtempSync(join(root, 'srv', 'vonggac-'))
  const inside = outside.slice(root.replace(/\/$/, '').length)
  for (const part of ['run', 'log', 'spool', 'db', 'keys']) mkdirSync(join(outside, part))
  for (const [name, text] of Object.entries(files(inside, port))) writeFileSync(join(outside, name), text)
  // Without an address of its own name its stack does not start.
  const hosts = join(root, 'etc', 'hosts')
  writeFileSync(hosts, `127.0.0.1 localhost ${hostname()}\n`)
  const asterisk = ['asterisk', '-C', join(inside, 'asterisk.conf')]
  const remove = () => rmSync(outside, { recursive: true, force: true })
  let server: ServerProcess
  try {
    server = await startServerProcess({
      command: 'chroot',
      args: [root, ...asterisk, '-f'],
      debianPackage: 'coreutils',
      ready: () => accepts(port),
    })
  } catch (error) {
    remove()
    throw error
  }
  return {
    port,
    console: async (command) => (await run('chroot', [root, ...asterisk, '-rx', command])).stdout,
    trace: () => readFileSync(join(outside, 'log', 'h323_log'), 'utf8'),
    async [Symbol.asyncDispose]() {
      await server[Symbol.asyncDispose]()
      remove()
    },
  }
}

const accepts = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect({ host: '127.0.0.1', port }, () => {
      socket.destroy()
      resolve(true)
    }).on('error', () => resolve(false))
  })

const files = (dir: string, port: number): Readonly<Record<string, string>> => ({
  'asterisk.conf': `[directories]
astetcdir => ${dir}
astmoddir => /usr/lib/asterisk/modules
astvarlibdir => /usr/share/asterisk
astdbdir => ${dir}/db
astkeydir => ${dir}/keys
astdatadir => /usr/share/asterisk
astagidir => /usr/share/asterisk/agi-bin
astspooldir => ${dir}/spool
astrundir => ${dir}/run
astlogdir => ${dir}/log
[options]
nocolor = yes
`,
  'modules.conf': `[modules]
autoload = no
${[
  ...['pbx_config', 'app_dial', 'app_echo', 'codec_ulaw', 'codec_alaw', 'res_timing_timerfd', 'res_sorcery_config'],
  ...['res_sorcery_memory', 'res_pjproject', 'res_clioriginate', 'bridge_simple', 'res_rtp_asterisk', 'chan_ooh323'],
]
  .map((name) => `load = ${name}.so`)
  .join('\n')}
`,
  'logger.conf': '[general]\n[logfiles]\nmessages => notice,warning,error\n',
  'extensions.conf': `[default]
exten => 1000,1,Answer()
 same => n,Echo()
exten => 2000,1,Ringing()
 same => n,Wait(60)
exten => 3000,1,Busy(1)
`,
  'ooh323.conf': `[general]
port=${port}
bindaddr=127.0.0.1
h323id=test-endpoint
e164=1000
callerid=test
gatekeeper=DISABLE
faststart=yes
h245tunneling=yes
logfile=${dir}/log/h323_log
context=default
disallow=all
allow=ulaw
dtmfmode=rfc2833
tracelevel=6

[anyone]
type=user
ip=127.0.0.1
context=default
incominglimit=10
`,
})
