/** Where SIP is spoken (RFC 3261 section 18.1.2). */
export const SIP_PORT = 5_060

/** What an answer repeats of the question (RFC 3261 section 8.2.6.2), by full and by compact names. */
const REPEATED = /^(via|v|from|f|to|t|call-id|i|cseq)[ \t]*:/i
/** Longer questions are none of ours, bytes. */
const MAX_BYTES = 8_192

/** A SIP endpoint without its socket: says 200 to OPTIONS and nothing to anything else. */
export function answerOptions(bytes: Uint8Array): Uint8Array | undefined {
  if (bytes.length > MAX_BYTES) return undefined
  const [first = '', ...lines] = Buffer.from(bytes).toString('utf8').split('\r\n\r\n', 1)[0]!.split('\r\n')
  if (!/^OPTIONS \S+ SIP\/2\.0$/.test(first)) return undefined
  const repeated = lines
    .filter((line) => REPEATED.test(line))
    .map((line) => (/^(to|t)[ \t]*:/i.test(line) && !/;[ \t]*tag=/i.test(line) ? `${line};tag=vonggac` : line))
  const answer = [
    'SIP/2.0 200 OK',
    ...repeated,
    'Allow: INVITE, ACK, CANCEL, OPTIONS, BYE',
    'Accept: application/sdp',
    'User-Agent: VongGac testbed',
    'Content-Length: 0',
  ]
  return Buffer.from(`${answer.join('\r\n')}\r\n\r\n`)
}
