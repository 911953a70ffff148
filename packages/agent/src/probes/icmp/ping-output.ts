/** The verdict about one packet of a burst. */
export type PacketVerdict =
  | { readonly kind: 'answered'; readonly rttMs: number }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'unreachable'; readonly note: string }

/**
 * Reads what `ping -c count` printed, in English: Linux (iputils, busybox), BSD and Windows. One verdict a packet, in the order of
 * sending; undefined when ping itself failed (no permission, bad usage), which says nothing about the network.
 */
export function parsePingOutput(output: string, count: number, lostAfterMs: number): PacketVerdict[] | undefined {
  const lines = output.split(/\r?\n/)
  const refusal = lines
    .map((line) => /^\S*ping6?: (?:connect|sendmsg|sendto): (.*(?:unreachable|No route).*)$/i.exec(line)?.[1])
    .find(Boolean)
  const sent = Math.min(
    count,
    Number(/(\d+) packets transmitted|Sent = (\d+)/i.exec(output)?.slice(1).find(Boolean) ?? 0),
  )
  if (refusal) return new Array(count).fill({ kind: 'unreachable', note: refusal })
  if (!Number.isInteger(sent) || sent === 0) return undefined
  const verdicts: PacketVerdict[] = new Array(sent).fill({ kind: 'timeout' })
  const first = firstSequence(lines)
  let position = 0
  for (const line of lines) {
    const sequence = /(?:icmp_seq|seq)[= ](\d+)/.exec(line)?.[1]
    const rtt = /(?:time|temps|Zeit)[=<]\s?([\d.]+)\s?ms/.exec(line)?.[1]
    const unreachable =
      /^From (\S+?):? .*?((?:Destination|Time|Packet).*(?:nreachable|exceeded|filtered|rohibited).*)$/.exec(line)
    if (!rtt && !unreachable && !/timed out/i.test(line)) continue
    const at = sequence === undefined ? position++ : Number(sequence) - first
    if (at < 0 || at >= sent || verdicts[at]!.kind === 'answered') continue
    if (rtt && Number(rtt) <= lostAfterMs) verdicts[at] = { kind: 'answered', rttMs: Number(rtt) }
    else if (unreachable) verdicts[at] = { kind: 'unreachable', note: `${unreachable[2]} from ${unreachable[1]}` }
  }
  return verdicts
}

/** iputils counts from 1, busybox and BSD from 0. */
const firstSequence = (lines: readonly string[]): number =>
  lines.some((line) => /(?:icmp_seq|seq)[= ]0\b/.test(line)) ? 0 : 1
