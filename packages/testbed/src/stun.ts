/** Where STUN is spoken (RFC 8489 section 18.6). */
export const STUN_PORT = 3_478

const HEADER = 20
const BINDING_REQUEST = 0x0001
const BINDING_SUCCESS = 0x0101
const COOKIE = 0x2112a442
const XOR_MAPPED_ADDRESS = 0x0020
const SOFTWARE = 0x8022
const NAME = 'Vong Gac testbed'

/** A STUN server without its socket: tells whoever asks with which address it is seen. Nothing for anything else. */
export function answerBinding(
  bytes: Uint8Array,
  from: { readonly address: string; readonly port: number },
): Uint8Array | undefined {
  const question = Buffer.from(bytes)
  if (question.length < HEADER || question.readUInt16BE(0) !== BINDING_REQUEST || question.readUInt32BE(4) !== COOKIE)
    return undefined
  const mapped = Buffer.alloc(8)
  mapped[1] = 1
  mapped.writeUInt16BE(from.port ^ (COOKIE >>> 16), 2)
  for (const [at, byte] of from.address.split('.').map(Number).entries())
    mapped[4 + at] = byte ^ ((COOKIE >>> (24 - 8 * at)) & 0xff)
  const attributes = Buffer.concat([attribute(XOR_MAPPED_ADDRESS, mapped), attribute(SOFTWARE, Buffer.from(NAME))])
  const head = Buffer.alloc(4)
  head.writeUInt16BE(BINDING_SUCCESS, 0)
  head.writeUInt16BE(attributes.length, 2)
  return Buffer.concat([head, question.subarray(4, HEADER), attributes])
}

function attribute(type: number, value: Buffer): Buffer {
  const head = Buffer.alloc(4)
  head.writeUInt16BE(type, 0)
  head.writeUInt16BE(value.length, 2)
  return Buffer.concat([head, value, Buffer.alloc(-value.length & 3)])
}
