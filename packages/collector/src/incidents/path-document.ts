import type { Check, CheckReport, FieldValue, Point } from '@vonggac/model'
import type { PathDocument, PathHop } from '../api-types.ts'
import { numeric } from '../live/path-figures.ts'
import type { Attachment } from '../state/attachments.ts'

/** Hops that a document has: more than an address has a time to live for. */
const MAX_HOPS = 255
/** Longest text of a hop: any client may write any line. */
const MAX_TEXT = 200

/** What a traceroute found as a document of its own; `undefined` when no hops came with the report. */
export function pathDocument(check: Check, report: CheckReport, points: readonly Point[]): Attachment | undefined {
  const own = points.filter(
    ({ tags, timestamp }) => timestamp === report.at && tags.agent === report.agent && tags.target === targetOf(check),
  )
  if (own.length === 0) return undefined
  const hops = own
    .flatMap(hopOf)
    .slice(0, MAX_HOPS)
    .sort((a, b) => a.hop - b.hop)
  const document: PathDocument = {
    check: check.id,
    target: targetOf(check),
    at: report.at,
    detail: report.detail,
    hops,
  }
  return {
    kind: 'traceroute',
    name: `traceroute ${check.node.replaceAll('/', ' ')}.json`,
    contentType: 'application/json',
    body: new TextEncoder().encode(JSON.stringify(document)),
  }
}

const targetOf = ({ config, target }: Check): string => (typeof config?.address === 'string' ? config.address : target)

function hopOf({ tags, fields }: Point): PathHop[] {
  const hop = Number(tags.hop)
  if (!Number.isInteger(hop)) return []
  const text = (value: FieldValue | undefined) => (typeof value === 'string' ? value.slice(0, MAX_TEXT) : '')
  return [
    {
      hop,
      address: text(fields.addresses) || text(fields.address),
      loss_pct: numeric(fields.loss_pct),
      rtt_ms: numeric(fields.rtt_ms),
      flag: text(fields.flag),
    },
  ]
}
