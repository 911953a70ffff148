/** Blocks of one file that are read: a list of authorities has 150. */
const MAX_BLOCKS = 1_000

/** One block of a PEM file (RFC 7468). */
export interface PemBlock {
  /** `CERTIFICATE`, `PRIVATE KEY`, … */
  readonly label: string
  /** Undefined when there is no base64 in it. */
  readonly der: Buffer | undefined
}

/** The blocks of a PEM file in their order, whatever text stands between; `undefined` for one that has none. Never throws. */
export function readPem(bytes: Buffer): PemBlock[] | undefined {
  const text = bytes.toString('latin1')
  const blocks: PemBlock[] = []
  for (
    let at = text.indexOf('-----BEGIN ');
    at !== -1 && blocks.length < MAX_BLOCKS;
    at = text.indexOf('-----BEGIN ', at)
  ) {
    const label = /^[A-Z0-9 #]{1,40}(?=-----)/.exec(text.slice(at + 11, at + 60))?.[0]
    if (label === undefined) {
      at += 11
      continue
    }
    const from = at + 11 + label.length + 5
    const end = text.indexOf(`-----END ${label}-----`, from)
    const next = text.indexOf('-----BEGIN ', from)
    const isWhole = end !== -1 && (next === -1 || end < next)
    blocks.push({ label, der: isWhole ? base64(text.slice(from, end)) : undefined })
    at = isWhole ? end : from
  }
  return blocks.length > 0 ? blocks : undefined
}

/** Bytes from base64, and nothing from what is none: node:buffer would skip over it. */
export function base64(text: string): Buffer | undefined {
  const packed = text.replace(/[\r\n\t ]+/g, '')
  return packed.length > 0 && /^[A-Za-z0-9+/]+={0,2}$/.test(packed) ? Buffer.from(packed, 'base64') : undefined
}
