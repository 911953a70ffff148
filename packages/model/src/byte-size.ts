const FACTOR: Record<string, number> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3, kB: 1e3, MB: 1e6, GB: 1e9 }

/** Reads `500MB`, `64KiB` as bytes; `undefined` when the text is no size. */
export function parseByteSize(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)\s?(B|KiB|MiB|GiB|kB|MB|GB)$/.exec(text)
  return match ? Math.round(Number(match[1]) * FACTOR[match[2]!]!) : undefined
}
