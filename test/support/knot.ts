import { Resolver } from 'node:dns/promises'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ServerProcess, startServerProcess } from './server-process.ts'

/** What a name server serves: a zone as its file says it. */
export interface Zone {
  readonly name: string
  readonly text: string
}

/** Starts Knot DNS for one zone or several on `address:port`, over UDP and TCP. `signed`: it signs them by itself (DNSSEC). */
export async function startKnot(
  dir: string,
  {
    address,
    port,
    zone,
    signed = false,
  }: { address: string; port: number; zone: Zone | readonly Zone[]; signed?: boolean },
): Promise<ServerProcess> {
  for (const part of ['run', 'db']) mkdirSync(join(dir, part), { recursive: true })
  const zones = [zone].flat()
  for (const { name, text } of zones) writeFileSync(join(dir, `${name}.zone`), text)
  const names = zones.map(({ name }) => name)
  writeFileSync(join(dir, 'knot.conf'), configuration(dir, { address, port, names, signed }))
  return startServerProcess({
    command: 'knotd',
    args: ['-c', join(dir, 'knot.conf')],
    debianPackage: 'knot',
    ready: async () => (await Promise.all(names.map((name) => answers(address, port, name)))).every(Boolean),
  })
}

const configuration = (
  dir: string,
  { address, port, names, signed }: { address: string; port: number; names: readonly string[]; signed: boolean },
) => `server:
    rundir: "${dir}/run"
    listen: ${address}@${port}
    udp-workers: 1
    tcp-workers: 1
    background-workers: 1
log:
  - target: stdout
    any: info
database:
    storage: "${dir}/db"
    journal-db-max-size: 32M
    kasp-db-max-size: 16M
    timer-db-max-size: 4M
template:
  - id: default
    storage: "${dir}"
    file: "%s.zone"
    zonefile-sync: -1
    zonefile-load: difference-no-serial
    journal-content: all
zone:
${names.map((name) => `  - domain: ${name}\n    dnssec-signing: ${signed ? 'on' : 'off'}\n`).join('')}`

/** Whether a server answers for a zone. */
export async function answers(address: string, port: number, name: string): Promise<boolean> {
  const resolver = new Resolver({ timeout: 200, tries: 1 })
  resolver.setServers([`${address}:${port}`])
  return resolver.resolveSoa(name).then(
    () => true,
    () => false,
  )
}
