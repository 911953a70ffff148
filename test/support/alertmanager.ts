import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { freePort } from './free-port.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'

/** An alert as Alertmanager has it. */
export interface HeldAlert {
  readonly labels: Readonly<Record<string, string>>
  readonly annotations: Readonly<Record<string, string>>
  readonly startsAt: string
  readonly endsAt: string
  readonly status: { readonly state: string }
}

/** A real Alertmanager. Disposing stops it. */
export interface Alertmanager extends AsyncDisposable {
  readonly url: string
  /** What it holds as firing. */
  alerts(): Promise<readonly HeldAlert[]>
}

/** Starts Debian's Alertmanager by itself; it hands groups of alerts by their cause to a webhook within a second. */
export async function startAlertmanager(
  dir: string,
  { webhook, port: given }: { readonly webhook: string; readonly port?: number },
): Promise<Alertmanager> {
  const port = given ?? (await freePort())
  mkdirSync(join(dir, 'data'), { recursive: true })
  const file = join(dir, 'alertmanager.yml')
  writeFileSync(
    file,
    JSON.stringify({
      global: { resolve_timeout: '30s' },
      route: {
        receiver: 'hook',
        group_by: ['cause'],
        group_wait: '300ms',
        group_interval: '1s',
        repeat_interval: '1h',
      },
      receivers: [{ name: 'hook', webhook_configs: [{ url: webhook, send_resolved: true }] }],
    }),
  )
  const url = `http://127.0.0.1:${port}`
  const server: ServerProcess = await startServerProcess({
    command: 'prometheus-alertmanager',
    args: [
      `--config.file=${file}`,
      `--storage.path=${join(dir, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
      '--cluster.listen-address=',
    ],
    debianPackage: 'prometheus-alertmanager',
    ready: async () => (await fetch(`${url}/-/ready`).catch(() => undefined))?.ok === true,
  })
  return {
    url,
    alerts: async () => (await (await fetch(`${url}/api/v2/alerts`)).json()) as HeldAlert[],
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  }
}
