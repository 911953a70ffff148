import type { ServerEvents } from './api-types.ts'

/** A client that has this much unread is dropped: it may come back and ask for everything anew. */
const MAX_UNREAD_BYTES = 1_048_576
/** More listeners than any control room has; the next one is told to try later. */
const MAX_CLIENTS = 200

/** Tells every listener at once. One text is made for all of them. */
export interface EventHub {
  send<Name extends keyof ServerEvents>(name: Name, payload: ServerEvents[Name]): void
  /** Keeps connections alive through proxies that cut silent ones. */
  heartbeat(): void
  /** A new listener's stream, begun with `hello`; `undefined` when there are too many. */
  open(hello: ServerEvents['hello']): ReadableStream<Uint8Array> | undefined
  readonly clients: number
  /** Ends every stream. Nothing is sent after. */
  close(): void
}

export function createEventHub(): EventHub {
  const clients = new Set<ReadableStreamDefaultController<Uint8Array>>()
  let closed = false

  const write = (bytes: Uint8Array) => {
    for (const client of clients) {
      if ((client.desiredSize ?? 0) > 0) client.enqueue(bytes)
      else {
        clients.delete(client)
        client.error(new Error('the listener reads too slowly'))
      }
    }
  }
  return {
    send: (name, payload) => {
      if (clients.size > 0) write(frame(name, payload))
    },
    heartbeat: () => write(utf8.encode(': still here\n\n')),
    open(hello) {
      if (closed || clients.size >= MAX_CLIENTS) return undefined
      let self: ReadableStreamDefaultController<Uint8Array> | undefined
      return new ReadableStream<Uint8Array>(
        {
          start(controller) {
            self = controller
            clients.add(controller)
            controller.enqueue(frame('hello', hello))
          },
          cancel() {
            if (self) clients.delete(self)
          },
        },
        new ByteLengthQueuingStrategy({ highWaterMark: MAX_UNREAD_BYTES }),
      )
    },
    get clients() {
      return clients.size
    },
    close() {
      closed = true
      for (const client of clients) client.close()
      clients.clear()
    },
  }
}

const utf8 = new TextEncoder()
const frame = (name: string, payload: unknown) => utf8.encode(`event: ${name}\ndata: ${JSON.stringify(payload)}\n\n`)
