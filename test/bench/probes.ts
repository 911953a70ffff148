import type { ProbeKind } from '@vonggac/model/inventory'
import { type BlackboxModule, blackboxModules } from '../support/blackbox.ts'
import { createAuthority } from '../support/certificates.ts'
import { temporaryDirectory } from '../support/server-process.ts'
import { startSmallServers } from '../support/small-servers.ts'
import type { Figure } from './main.ts'
import { besideBlackbox } from './probe-cpu.ts'

/** Fifty runs a second, so that servers and probes have room on two cores; five hundred are measured. */
const LOAD = { targets: 500, periodMs: 10_000, warmRuns: 300, measureMs: 10_000 }

interface Case {
  readonly name: string
  readonly kind: ProbeKind
  /** Which of the servers; its port stands for `PORT`. */
  readonly server: string
  readonly options: object
  readonly module: BlackboxModule
  readonly target?: string
}

const host = { host: 'HOST', port: 'PORT' }

/** Each probe over TCP beside the module of blackbox_exporter that does the same or, where it has none, the nearest to it. */
const cases: readonly Case[] = [
  { name: 'tcp', kind: 'tcp', server: 'tcp', options: host, module: blackboxModules.tcp },
  {
    name: 'http',
    kind: 'http',
    server: 'http',
    options: { url: 'http://HOST:PORT/' },
    module: blackboxModules.http,
    target: 'http://HOST:PORT/',
  },
  {
    name: 'https',
    kind: 'http',
    server: 'https',
    options: { url: 'https://HOST:PORT/', insecure: true },
    module: blackboxModules.http,
    target: 'https://HOST:PORT/',
  },
  { name: 'tls', kind: 'tls', server: 'https', options: { ...host, insecure: true }, module: blackboxModules.tls },
  { name: 'smtp', kind: 'smtp', server: 'smtp', options: { ...host, tls: 'none' }, module: blackboxModules.smtp },
  {
    name: 'smtp_starttls',
    kind: 'smtp',
    server: 'smtp',
    options: { ...host, tls: 'starttls', insecure: true },
    module: blackboxModules.smtpStartTls,
  },
  { name: 'imap', kind: 'imap', server: 'imap', options: { ...host, tls: 'none' }, module: blackboxModules.imap },
  { name: 'pop3', kind: 'pop3', server: 'pop3', options: { ...host, tls: 'none' }, module: blackboxModules.pop3 },
  { name: 'sip_tcp', kind: 'sip', server: 'sip', options: { ...host, transport: 'tcp' }, module: blackboxModules.sip },
  {
    name: 'h323_call',
    kind: 'h323',
    server: 'h323',
    options: { ...host, expect: ['releaseComplete'] },
    module: blackboxModules.tcp,
  },
  {
    name: 'stun_tcp',
    kind: 'stun',
    server: 'stun',
    options: { ...host, transport: 'tcp' },
    module: blackboxModules.tcp,
  },
  {
    name: 'journey',
    kind: 'journey',
    server: 'http',
    options: { name: 'page', base: 'http://HOST:PORT', steps: [{ name: 'page', url: '/' }] },
    module: blackboxModules.http,
    target: 'http://HOST:PORT/',
  },
]

/**
 * CPU seconds per 1,000 runs of each probe that speaks over TCP, and of blackbox_exporter alone doing the like in the same run, with the ratio of the
 * two: 2 is the limit. `PROBES=smtp,imap` measures some of them.
 */
export async function run(): Promise<Figure[]> {
  const chosen = process.env.PROBES?.split(',')
  using dir = temporaryDirectory('bench-probes')
  const { cert, key } = createAuthority(dir.path).issue('good')
  await using servers = await startSmallServers({ cert, key })
  const figures: Figure[] = []
  for (const each of cases) {
    if (chosen && !chosen.includes(each.name)) continue
    const port = servers.ports[each.server]!
    const options = JSON.parse(
      JSON.stringify(each.options).replaceAll('"PORT"', `${port}`).replaceAll('PORT', `${port}`),
    )
    const target = (each.target ?? 'HOST:PORT').replace('PORT', `${port}`)
    figures.push(
      ...(await besideBlackbox(each.name, { kind: each.kind, options }, { module: each.module, target }, LOAD)),
    )
  }
  return figures
}
