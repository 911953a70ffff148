import { Resolver } from 'node:dns/promises'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ServerProcess, startServerProcess } from './server-process.ts'

/** What a name server serves: a zone as its file says it. */
export interface Zone {
  readonly name: string
  readonly text: string
}

/** Starts Knot DNS for one zone on `address:port`, over UDP and TCP. `signed`: it signs the zone by itself (DNSSEC). */
export async function startKnot(
  dir: string,
  { address, port, zone, signed = false }: { address: string; port: number; zone: Zone; signed?: boolean },
): Promise<ServerProcess> {
  for (const part of ['run', 'db']) mkdirSync(join(dir, part), { recursive: true })
  writeFileSync(join(dir, `${zone.name}.zone`), zone.text)
  writeFileSync(join(dir, 'knot.conf'), configuration(dir, { address, port, name: zone.name, signed }))
  return startServerProcess({
    command: 'knotd',
    args: ['-c', join(dir, 'knot.conf')],
    debianPackage: 'knot',
    ready: () => answers(address, port, zone.name),
  })
}

const configuration = (
  dir: string,
  { address, port, name, signed }: { address: string; port: number; name: string; signed: boolean },
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
  - domain: ${name}
    dnssec-signing: ${signed ? 'on' : 'off'}
`

/** Whether a server answers for a zone. */
export async function answers(address: string, port: number, name: string): Promise<boolean> {
  const resolver = new Resolver({ timeout: 200, tries: 1 })
  resolver.setServers([`${address}:${port}`])
  return resolver.resolveSoa(name).then(
    () => true,
    () => false,
  )
}
