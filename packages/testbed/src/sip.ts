/** Where SIP is spoken (RFC 3261 section 18.1.2). */
export const SIP_PORT = 5_060

/** What an answer repeats of the question (RFC 3261 section 8.2.6.2), by full and by compact names. */
const REPEATED = /^(via|v|from|f|to|t|call-id|i|cseq)[ \t]*:/i
/** Longer questions are none of ours, bytes. */
const MAX_BYTES = 8_192

/** Where the sound of a call is taken and given back, UDP. */
export const ECHO_PORT = 20_000

/** A SIP endpoint without its socket: says 200 to OPTIONS and nothing to anything else. */
export function answerOptions(bytes: Uint8Array): Uint8Array | undefined {
  const question = questionOf(bytes)
  if (question?.method !== 'OPTIONS') return undefined
  return answerTo(question, ['Allow: INVITE, ACK, CANCEL, OPTIONS, BYE', 'Accept: application/sdp'])
}

/** The same of one that takes every call at once, and has its sound echoed at `address`. */
export function answerCalls(bytes: Uint8Array, address: string): Uint8Array | undefined {
  const question = questionOf(bytes)
  if (question?.method === 'BYE') return answerTo(question, [])
  if (question?.method !== 'INVITE') return answerOptions(bytes)
  const contact = [`Contact: <sip:echo@${address}:${SIP_PORT}>`, 'Content-Type: application/sdp']
  return answerTo(question, contact, description(address))
}

/** What comes to the echo goes back: RTP alone (version 2), so that two echoes never keep each other busy with anything else. */
export const answerSound = (bytes: Uint8Array): Uint8Array | undefined =>
  bytes.length >= RTP_HEADER && bytes[0]! >> 6 === 2 ? bytes : undefined

const RTP_HEADER = 12

interface Question {
  readonly method: string
  /** Header fields that an answer repeats. */
  readonly repeated: readonly string[]
}

function questionOf(bytes: Uint8Array): Question | undefined {
  if (bytes.length > MAX_BYTES) return undefined
  const [first = '', ...lines] = Buffer.from(bytes).toString('utf8').split('\r\n\r\n', 1)[0]!.split('\r\n')
  const method = /^([A-Z]+) \S+ SIP\/2\.0$/.exec(first)?.[1]
  if (method === undefined) return undefined
  const repeated = lines
    .filter((line) => REPEATED.test(line))
    .map((line) => (/^(to|t)[ \t]*:/i.test(line) && !/;[ \t]*tag=/i.test(line) ? `${line};tag=vonggac` : line))
  return { method, repeated }
}

const answerTo = ({ repeated }: Question, fields: readonly string[], body = ''): Uint8Array =>
  Buffer.from(
    [
      'SIP/2.0 200 OK',
      ...repeated,
      ...fields,
      'User-Agent: VongGac testbed',
      `Content-Length: ${body.length}`,
      '',
      body,
    ].join('\r\n'),
  )

/** A call with sound in G.711 (RFC 8866, RFC 3551). */
const description = (address: string): string =>
  [
    'v=0',
    `o=vonggac 1 1 IN IP4 ${address}`,
    's=testbed',
    `c=IN IP4 ${address}`,
    't=0 0',
    `m=audio ${ECHO_PORT} RTP/AVP 0`,
    'a=rtpmap:0 PCMU/8000',
    'a=sendrecv',
    '',
  ].join('\r\n')
