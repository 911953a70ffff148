/** `k=v; k=v` (RFC 6376 section 3.2), as DKIM, DMARC, MTA-STS and TLS-RPT have it. */
export interface Tags {
  /** By name in lower case; the first of several. */
  readonly values: ReadonlyMap<string, string>
  /** The first name. */
  readonly first: string | undefined
  /** What is no tag, or there twice. */
  readonly faults: readonly string[]
}

/** Tags that are looked at: more do not occur. */
const MAX_TAGS = 50
/** Of what cannot be read, so much is shown, characters. */
const MAX_SHOWN = 30

/** Reads a list of tags. Never throws. */
export function parseTags(text: string): Tags {
  const values = new Map<string, string>()
  const faults: string[] = []
  for (const part of text.split(';', MAX_TAGS)) {
    if (part.trim() === '') continue
    const at = part.indexOf('=')
    const name = part.slice(0, Math.max(0, at)).trim().toLowerCase()
    if (!/^[a-z][a-z0-9_-]*$/.test(name)) faults.push(`${JSON.stringify(part.trim().slice(0, MAX_SHOWN))} is no tag`)
    else if (values.has(name)) faults.push(`the tag ${name} is there twice`)
    else values.set(name, part.slice(at + 1).trim())
  }
  return { values, first: values.keys().next().value, faults }
}
