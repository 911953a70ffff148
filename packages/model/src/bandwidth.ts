const FACTOR: Record<string, number> = { '': 1, k: 1e3, M: 1e6, G: 1e9, T: 1e12 }

/** Reads `50Mbps`, `1.5Gbps`, `64kbps` (decimal, as circuits are sold) as bits per second; `undefined` when it is none. */
export function parseBandwidth(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s?([kMGT]?)(?:bps|bit\/s)$/.exec(text)
  return match ? Number(match[1]) * FACTOR[match[2]!]! : undefined
}

/** Bits per second as people write them: `50 Mbps`. */
export function formatBandwidth(bps: number): string {
  for (const unit of ['T', 'G', 'M', 'k']) {
    if (bps >= FACTOR[unit]!) return `${Number((bps / FACTOR[unit]!).toFixed(2))} ${unit}bps`
  }
  return `${bps} bps`
}
