/** A captured packet: one datagram, or one segment of a TCP connection. */
export interface Captured {
  readonly protocol: 'udp' | 'tcp'
  readonly from: Endpoint
  readonly to: Endpoint
  readonly payload: Uint8Array
}

export interface Endpoint {
  /** IPv4. */
  readonly address: string
  readonly port: number
}

const MAGIC = 0xa1b2c3d4
/** Packets begin with their IP header. */
const LINKTYPE_RAW = 101
const SNAP = 0x40000
const IP_HEADER = 20
const PROTOCOL = { tcp: 6, udp: 17 }
const FLAG = { syn: 0x02, push: 0x18, ack: 0x10 }

/**
 * A pcap file of a conversation, for an independent decoder to read. TCP connections are opened properly and counted on, so that
 * nothing in the file itself is worth a remark. Checksums are left out: whoever captures on a sender sees none either.
 */
export function pcapOf(conversation: readonly Captured[]): Buffer {
  const header = Buffer.alloc(24)
  header.writeUInt32LE(MAGIC, 0)
  header.writeUInt16LE(2, 4)
  header.writeUInt16LE(4, 6)
  header.writeUInt32LE(SNAP, 16)
  header.writeUInt32LE(LINKTYPE_RAW, 20)
  return Buffer.concat([header, ...packetsOf(conversation).map(record)])
}

function record(packet: Buffer, index: number): Buffer {
  const head = Buffer.alloc(16)
  head.writeUInt32LE(1_800_000_000 + index, 0)
  head.writeUInt32LE(packet.length, 8)
  head.writeUInt32LE(packet.length, 12)
  return Buffer.concat([head, packet])
}

function packetsOf(conversation: readonly Captured[]): Buffer[] {
  /** What each side of a connection sends next. */
  const sent = new Map<string, number>()
  return conversation.flatMap((captured) => {
    const { protocol, from, to, payload } = captured
    if (protocol === 'udp') return [ip(captured, Buffer.concat([udp(from, to, payload.length), payload]))]
    const [mine, theirs] = [`${name(from)}>${name(to)}`, `${name(to)}>${name(from)}`]
    const opening: Buffer[] = []
    if (!sent.has(mine)) {
      opening.push(ip(captured, tcp(from, to, { flags: FLAG.syn, sequence: 0, acknowledged: 0 })))
      opening.push(
        ip(
          { ...captured, from: to, to: from },
          tcp(to, from, { flags: FLAG.syn | FLAG.ack, sequence: 0, acknowledged: 1 }),
        ),
      )
      opening.push(ip(captured, tcp(from, to, { flags: FLAG.ack, sequence: 1, acknowledged: 1 })))
      sent.set(mine, 1)
      sent.set(theirs, 1)
    }
    const numbers = { flags: FLAG.push, sequence: sent.get(mine)!, acknowledged: sent.get(theirs)! }
    sent.set(mine, numbers.sequence + payload.length)
    return [...opening, ip(captured, Buffer.concat([tcp(from, to, numbers), payload]))]
  })
}

const name = ({ address, port }: Endpoint) => `${address}:${port}`

function ip({ protocol, from, to }: Omit<Captured, 'payload'>, payload: Buffer): Buffer {
  const head = Buffer.alloc(IP_HEADER)
  head[0] = 0x45
  head.writeUInt16BE(IP_HEADER + payload.length, 2)
  head[8] = 64
  head[9] = PROTOCOL[protocol]
  head.set(from.address.split('.').map(Number), 12)
  head.set(to.address.split('.').map(Number), 16)
  return Buffer.concat([head, payload])
}

function udp(from: Endpoint, to: Endpoint, length: number): Buffer {
  const head = Buffer.alloc(8)
  head.writeUInt16BE(from.port, 0)
  head.writeUInt16BE(to.port, 2)
  head.writeUInt16BE(8 + length, 4)
  return head
}

function tcp(from: Endpoint, to: Endpoint, numbers: { flags: number; sequence: number; acknowledged: number }): Buffer {
  const head = Buffer.alloc(20)
  head.writeUInt16BE(from.port, 0)
  head.writeUInt16BE(to.port, 2)
  head.writeUInt32BE(numbers.sequence, 4)
  head.writeUInt32BE(numbers.acknowledged, 8)
  head[12] = 0x50
  head[13] = numbers.flags
  head.writeUInt16BE(0xffff, 14)
  return head
}
