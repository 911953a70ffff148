import { type Fields, int } from '@vonggac/model'
import type { TracerouteConfig } from '@vonggac/model/inventory'
import type { Measured, Reading } from '../../probe.ts'
import { formatMs } from '../icmp/target-window.ts'
import type { Hop } from './hop-text.ts'
import { addressesOf, type Path, pathText } from './path.ts'
import type { PathChange } from './path-memory.ts'
import type { Method } from './program.ts'

/** The way as points, one a hop, and whether it leads to the target. */
export function tracerouteReading(
  { address }: TracerouteConfig,
  path: Path,
  { method, change }: { readonly method: Method; readonly change: PathChange | undefined },
): Reading {
  const { hops, reached, end } = path
  const measured: Measured[] = [
    { measurement: 'traceroute', tags: { target: address, method }, fields: summaryOf(path) },
    ...hops.map((hop) => ({
      measurement: 'path',
      tags: { target: address, hop: `${hop.ttl}` },
      fields: fieldsOf(hop),
    })),
    ...(change ? [changePoint(address, change)] : []),
  ]
  const turned = change
    ? `; path changed at hop ${change.ttl}: ${change.newAddress} instead of ${change.oldAddress}`
    : ''
  if (!reached) return { status: 'fail', error: 'unreachable', detail: `${end}${turned}`, measured }
  const rttMs = rttOf(hops.at(-1)!)
  const far = `${hops.length} ${hops.length === 1 ? 'hop' : 'hops'}${rttMs === undefined ? '' : `, ${formatMs(rttMs)}`}`
  return { status: 'ok', detail: `${far}: ${pathText(hops)}${turned}`, measured }
}

const summaryOf = ({ hops, reached }: Path): Fields => {
  const rttMs = reached ? rttOf(hops.at(-1)!) : undefined
  return { reached, hops: int(hops.length), path: pathText(hops), ...(rttMs !== undefined && { rtt_ms: rttMs }) }
}

function fieldsOf(hop: Hop): Fields {
  const addresses = addressesOf(hop)
  const sent = hop.answers.length + hop.lost
  const rttMs = rttOf(hop)
  const flag = hop.answers.find((answer) => answer.flag !== undefined)?.flag
  return {
    address: addresses[0] ?? '',
    loss_pct: sent === 0 ? 0 : Math.round((hop.lost / sent) * 1_000) / 10,
    ...(rttMs !== undefined && { rtt_ms: rttMs }),
    ...(addresses.length > 1 && { addresses: addresses.join(' ') }),
    ...(flag !== undefined && { flag }),
    ...(hop.extensions !== '' && { extensions: hop.extensions }),
  }
}

const changePoint = (target: string, change: PathChange): Measured => ({
  measurement: 'path_change',
  tags: { target },
  fields: {
    hop: int(change.ttl),
    old_address: change.oldAddress,
    new_address: change.newAddress,
    old_path: change.oldPath,
    new_path: change.newPath,
  },
})

/** The mean of a hop's answers, ms. */
function rttOf({ answers }: Hop): number | undefined {
  if (answers.length === 0) return undefined
  const sum = answers.reduce((total, { rttMs }) => total + rttMs, 0)
  return Math.round((sum / answers.length) * 1_000) / 1_000
}
