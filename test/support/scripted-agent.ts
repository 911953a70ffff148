import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { BerReader, encode, encodeInteger, encodeOid } from '../../packages/testbed/src/ber.ts'
import { createMib, type Entry, type Value } from '../../packages/testbed/src/mib.ts'
import { answer } from '../../packages/testbed/src/responder.ts'

/** A UDP port that does what a test says with every datagram. */
export interface ScriptedAgent extends AsyncDisposable {
  readonly port: number
  /** Datagrams that came in. */
  readonly received: number
}

/** What arrived, taken apart. */
export interface Asked {
  readonly bytes: Uint8Array
  /** Counts from 1. */
  readonly number: number
  readonly kind: 'get' | 'next' | 'bulk' | 'other'
  readonly id: number
  readonly oids: readonly string[]
  /** Values that are asked for in all. */
  readonly values: number
}

export type Script = (asked: Asked, send: (bytes: Uint8Array, from?: 'elsewhere') => void) => void

/** Listens on a free port of 127.0.0.1. */
export async function startScriptedAgent(script: Script): Promise<ScriptedAgent> {
  const socket = createSocket('udp4')
  const elsewhere = createSocket('udp4')
  let number = 0
  let isOpen = true
  socket.on('message', (bytes, { port, address }) => {
    const asked = { bytes, number: ++number, ...takeApart(bytes) }
    script(asked, (reply, from) => {
      // A script may answer late: after the end of its test, that is.
      if (isOpen) (from ? elsewhere : socket).send(reply, port, address)
    })
  })
  socket.bind(0, '127.0.0.1')
  elsewhere.bind(0, '127.0.0.1')
  await Promise.all([once(socket, 'listening'), once(elsewhere, 'listening')])
  return {
    port: socket.address().port,
    get received() {
      return number
    },
    async [Symbol.asyncDispose]() {
      isOpen = false
      const closed = [once(socket, 'close'), once(elsewhere, 'close')]
      socket.close()
      elsewhere.close()
      await Promise.all(closed)
    },
  }
}

/** A well-behaved agent with these objects, to spoil. */
export function agentOf(objects: Readonly<Record<string, Value>>): (bytes: Uint8Array) => Uint8Array | undefined {
  const entries = Object.entries(objects).map(
    ([oid, value]): Entry => ({ oid: oid.split('.').map(Number), read: () => value }),
  )
  const mib = createMib(entries)
  return (bytes) => answer(bytes, 'public', mib, 0)
}

/** A v2c answer with an error status and no values. */
export const refusal = (id: number, status: number): Uint8Array => response(id, [], status)

/** A Report PDU (RFC 3416) in a v2c message, where it has no business. */
export const report = (id: number): Uint8Array => message(0xa8, id, [['1.3.6.1.6.3.15.1.1.4.0', 1]])

/** A v2c answer with these integers. */
export const response = (
  id: number,
  values: readonly (readonly [oid: string, value: number])[],
  status = 0,
): Uint8Array => message(0xa2, id, values, status)

const message = (
  kind: number,
  id: number,
  values: readonly (readonly [oid: string, value: number])[],
  status = 0,
): Uint8Array =>
  encode(
    0x30,
    encodeInteger(1),
    encode(0x04, Buffer.from('public')),
    encode(
      kind,
      encodeInteger(id),
      encodeInteger(status),
      encodeInteger(0),
      encode(
        0x30,
        ...values.map(([oid, value]) => encode(0x30, encodeOid(oid.split('.').map(Number)), encodeInteger(value))),
      ),
    ),
  )

const kinds: Readonly<Record<number, Asked['kind']>> = { 160: 'get', 161: 'next', 165: 'bulk' }

function takeApart(bytes: Uint8Array): Omit<Asked, 'bytes' | 'number'> {
  const message = new BerReader(new BerReader(bytes).expect(0x30))
  message.integer()
  message.expect(0x04)
  const { tag, content } = message.next()
  const pdu = new BerReader(content)
  const [id, single, repetitions] = [pdu.integer(), pdu.integer(), pdu.integer()]
  const list = new BerReader(pdu.expect(0x30))
  const oids: string[] = []
  while (!list.done) oids.push(new BerReader(list.expect(0x30)).oid().join('.'))
  const bulk = tag === 0xa5
  const values = bulk ? single + (oids.length - single) * repetitions : oids.length
  return { id, kind: kinds[tag] ?? 'other', oids, values }
}
