/** An IPv6 address as people write it: the shortest form (RFC 5952). `bytes`: 16. */
export function ipv6Text(bytes: Buffer): string {
  const words = Array.from({ length: 8 }, (_, at) => bytes.readUInt16BE(2 * at).toString(16))
  return new URL(`http://[${words.join(':')}]`).hostname.slice(1, -1)
}

/** The 16 bytes of an IPv6 address, without its zone. Throws on what is none. */
export function ipv6Bytes(address: string): Buffer {
  // The parser of URLs writes an IPv4 tail as two words.
  const [head = '', tail] = new URL(`http://[${address.replace(/%.*$/, '')}]`).hostname.slice(1, -1).split('::')
  const words = (text: string) => (text === '' ? [] : text.split(':'))
  const [first, last] = [words(head), words(tail ?? '')]
  const zeros: string[] = tail === undefined ? [] : Array(8 - first.length - last.length).fill('0')
  const bytes = Buffer.alloc(16)
  for (const [at, word] of [...first, ...zeros, ...last].entries())
    bytes.writeUInt16BE(Number.parseInt(word, 16), 2 * at)
  return bytes
}

/** An address with its parts turned round, as the zones of names and of blocklists have it: `1.2.0.192`, or 32 single digits. */
export function reversed(address: string): string {
  if (!address.includes(':')) return address.split('.').reverse().join('.')
  return [...ipv6Bytes(address).toString('hex')].reverse().join('.')
}
