import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Config } from '@vonggac/model/inventory'
import type { Authority } from '@vonggac/testbed'
import type { DemoFiles } from './demo-config.ts'

/** Days that the certificates of the first units are valid for; further ones begin anew. None is near enough its end to be a warning. */
const DAYS_LEFT = [38, 64, 91, 140, 210, 300, 365, 45, 520, 700]
/** Units that have a certificate on the list. */
const MAX_UNITS = 33

/** Writes what the agent of the demo reads: whom to trust, certificates of units, and a mail server's queue. All of it is an EXAMPLE. */
export function writeDemoFiles(config: Config, authority: Authority, files: DemoFiles): void {
  writeFileSync(files.ca, authority.cert)
  const dir = dirname(files.certificates)
  mkdirSync(dir, { recursive: true })
  const units = config.sites.filter(({ kind }) => kind !== 'hub').slice(0, MAX_UNITS)
  const rows = units.map(({ id, name }, at) => {
    const subject = { organisation: `${name.vi} (EXAMPLE)`, commonName: name.vi }
    const { cert } = authority.issue({ subject, use: 'signature', days: DAYS_LEFT[at % DAYS_LEFT.length]! + at })
    writeFileSync(join(dir, `${id}.pem`), cert)
    return [id, `${id}.pem`, `"${name.vi.replaceAll('"', '""')}"`].join(',')
  })
  writeFileSync(files.certificates, `${['unit,file,holder', ...rows].join('\n')}\n`)
  mkdirSync(files.bin, { recursive: true })
  writeFileSync(join(files.bin, 'postqueue'), POSTQUEUE, { mode: 0o755 })
}

/**
 * Answers as `postqueue -j` of Postfix: between two and six messages, some of which a receiver's server has asked to come back with
 * later. How many there are changes every minute.
 */
const POSTQUEUE = `#!/bin/sh
# EXAMPLE: the queue of a simulated mail server, for the demo's agent.
now=$(date +%s)
count=$(( 2 + (now / 60) % 5 ))
i=1
while [ "$i" -le "$count" ]; do
  age=$(( i * 47 + now % 60 ))
  if [ "$i" -le 2 ]; then queue=active reason=; else queue=deferred reason=', "delay_reason": "host mx.example.net[192.0.2.25] said: 450 4.2.0 Greylisted, try again later"'; fi
  printf '{"queue_name": "%s", "queue_id": "VG%04d", "arrival_time": %d, "message_size": %d, "sender": "van-thu@example.gov.vn", "recipients": [{"address": "a%d@example.net"%s}]}\\n' \\
    "$queue" "$i" "$((now - age))" "$((1800 + i * 731))" "$i" "$reason"
  i=$((i + 1))
done
`
