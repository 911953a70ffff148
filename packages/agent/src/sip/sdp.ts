import { isIP, isIPv6 } from 'node:net'

/** The few lines of SDP (RFC 4566, offer and answer RFC 3264) that a call with PCMU needs. Pure. */

/** Offers PCMU in packets of 20 ms at an address of ours. */
export function soundOffer(address: string, port: number, session: number): string {
  const family = isIPv6(address) ? 'IP6' : 'IP4'
  return [
    'v=0',
    `o=vonggac ${session} ${session} IN ${family} ${address}`,
    's=VongGac',
    `c=IN ${family} ${address}`,
    't=0 0',
    `m=audio ${port} RTP/AVP 0`,
    'a=rtpmap:0 PCMU/8000',
    'a=ptime:20',
    'a=sendrecv',
    '',
  ].join('\r\n')
}

/** Where the other side takes sound, and which it sends. */
export interface SoundAnswer {
  readonly address: string
  readonly port: number
  /** What it calls PCMU. */
  readonly payloadType: number
  /** Whether it says that it sends, too. */
  readonly sends: boolean
}

/** What is wrong with an answer, for people. */
export interface NoSound {
  readonly why: string
}

/** Reads an answer. Never throws. */
export function soundAnswer(text: string): SoundAnswer | NoSound {
  const lines = text.split(/\r\n|\n|\r/)
  const audioAt = lines.findIndex((line) => line.startsWith('m=audio '))
  if (audioAt === -1) return { why: 'its SDP has no sound' }
  const next = lines.findIndex((line, at) => at > audioAt && line.startsWith('m='))
  const media = lines.slice(audioAt, next === -1 ? undefined : next)
  const session = lines.slice(
    0,
    lines.findIndex((line) => line.startsWith('m=')),
  )
  const match = /^m=audio (\d{1,5})(?:\/\d+)? (\S+) ([\d ]+)$/.exec(media[0]!.trim())
  if (!match) return { why: 'the line m=audio of its SDP cannot be read' }
  const port = Number(match[1])
  if (port === 0) return { why: 'it does not take sound' }
  if (port > 65_535) return { why: 'the port of its SDP is none' }
  if (!/^RTP\/AVPF?$/.test(match[2]!)) return { why: `it wants ${match[2]!.slice(0, 20)}, and plain RTP was offered` }
  const payloadType = pcmuOf(match[3]!.trim().split(/ +/).map(Number), media)
  if (payloadType === undefined) return { why: 'it does not take PCMU' }
  const address = [...media, ...session].flatMap((line) => /^c=IN IP[46] ([^\s/]+)/.exec(line)?.[1] ?? [])[0]
  if (address === undefined || isIP(address) === 0) return { why: 'its SDP has no address to send sound to' }
  if (/^(22[4-9]|23\d)\.|^ff/i.test(address) || address === '255.255.255.255')
    return { why: 'its SDP would have sound sent to many' }
  const direction = [...media, ...session]
    .find((line) => /^a=(sendrecv|sendonly|recvonly|inactive)\s*$/.test(line))
    ?.trim()
  const isHeld = /^0\.0\.0\.0$|^::$/.test(address)
  if (isHeld) return { why: 'it holds the call: its SDP has no address to send sound to' }
  return { address, port, payloadType, sends: direction !== 'a=recvonly' && direction !== 'a=inactive' }
}

/** The number that stands for PCMU: 0, or one that `a=rtpmap` gives that meaning. */
function pcmuOf(offered: readonly number[], media: readonly string[]): number | undefined {
  const dynamic = offered.find((type) =>
    media.some((line) => new RegExp(`^a=rtpmap:${type} PCMU/8000`, 'i').test(line)),
  )
  return offered.includes(0) ? 0 : dynamic
}
