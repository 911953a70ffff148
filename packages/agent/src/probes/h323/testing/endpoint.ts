import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { PROTOCOL_IDENTIFIER } from '../h225/addresses.ts'
import { type H323MessageBody, h323UserInformation } from '../h225/call.ts'
import { encodePer } from '../per/structure.ts'
import { decodeQ931, element, encodeQ931, type MessageType, type Q931Message } from '../q931.ts'

/** A call as a scripted endpoint sees it. */
export interface Caller {
  readonly socket: Socket
  readonly setup: Q931Message
  /** Sends a message of this call, whole or cut in pieces. */
  say(message: Buffer): void
  /** A message of this call. */
  message(type: MessageType, said?: Said): Buffer
}

export interface Said {
  readonly cause?: number
  readonly body?: H323MessageBody
  /** A call reference of another call. */
  readonly reference?: number
}

/** An endpoint on loopback that does with each call what it is told, and remembers everything it was sent. */
export interface ScriptedEndpoint extends AsyncDisposable {
  readonly port: number
  /** Messages of all calls, in their order. */
  readonly heard: Q931Message[]
  /** Connections that are open. */
  open(): number
}

/** `greet` is called on connecting, `answer` with each SETUP. */
export async function scriptedEndpoint(script: {
  readonly greet?: (socket: Socket) => void
  readonly answer?: (caller: Caller) => void
}): Promise<ScriptedEndpoint> {
  const heard: Q931Message[] = []
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {}).on('close', () => sockets.delete(socket))
    script.greet?.(socket)
    let said = Buffer.alloc(0)
    socket.on('data', (bytes) => {
      said = Buffer.concat([said, bytes])
      while (said.length >= 4 && said.length >= said.readUInt16BE(2)) {
        const message = decodeQ931(said.subarray(4, said.readUInt16BE(2)))
        said = said.subarray(said.readUInt16BE(2))
        heard.push(message)
        if (message.type === 'setup') script.answer?.(callerOf(socket, message))
      }
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    port: (server.address() as AddressInfo).port,
    heard,
    open: () => sockets.size,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

const callerOf = (socket: Socket, setup: Q931Message): Caller => ({
  socket,
  setup,
  say: (message) => void socket.write(message),
  message: (type, { cause, body = bodies[type], reference = setup.callReference } = {}) =>
    encodeQ931({
      type,
      callReference: reference,
      fromCalled: true,
      elements: [
        ...(cause === undefined ? [] : [{ id: element.cause, content: Uint8Array.of(0x80, 0x80 | cause) }]),
        ...(body === undefined ? [] : [{ id: element.userUser, content: userUser(body) }]),
      ],
    }),
})

const userUser = (body: H323MessageBody) =>
  Buffer.concat([
    Uint8Array.of(5),
    encodePer(h323UserInformation, { 'h323-uu-pdu': { 'h323-message-body': body, h245Tunnelling: false } }),
  ])

const destinationInfo = {
  vendor: {
    vendor: { t35CountryCode: 181, t35Extension: 0, manufacturerCode: 18 },
    productId: 'Codec C20\0\0',
    versionId: 'TC7.3',
  },
  terminal: {},
  mc: false,
  undefinedNode: false,
}
const protocolIdentifier = PROTOCOL_IDENTIFIER
const callIdentifier = { guid: new Uint8Array(16) }

/** What these messages say in their User-user element unless told otherwise. */
const bodies: Partial<Readonly<Record<MessageType, H323MessageBody>>> = {
  callProceeding: { name: 'callProceeding', value: { protocolIdentifier, destinationInfo, callIdentifier } },
  alerting: { name: 'alerting', value: { protocolIdentifier, destinationInfo, callIdentifier } },
  connect: {
    name: 'connect',
    value: { protocolIdentifier, destinationInfo, conferenceID: new Uint8Array(16), callIdentifier },
  },
}
