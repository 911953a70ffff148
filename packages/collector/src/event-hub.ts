import type { ServerEvents } from './api-types.ts'

/** A client that has this much unread is dropped: it may come back and ask for everything anew. */
const MAX_UNREAD_BYTES = 1_048_576
/** More listeners than any control room has; the next one is told to try later. */
const MAX_CLIENTS = 200

/** Tells every listener at once. One text is made for all of them. */
export interface EventHub {
  send<Name extends keyof ServerEvents>(name: Name, payload: ServerEvents[Name]): void
  /** Keeps connections alive through proxies that cut silent ones, and ends those whose listener may no longer listen. */
  heartbeat(): void
  /** A new listener's stream, begun with `hello`; `undefined` when there are too many. It ends with the heartbeat at which `still` says no. */
  open(hello: ServerEvents['hello'], still?: () => Promise<boolean>): ReadableStream<Uint8Array> | undefined
  readonly clients: number
  /** Ends every stream. Nothing is sent after. */
  close(): void
}

export function createEventHub(): EventHub {
  const clients = new Map<ReadableStreamDefaultController<Uint8Array>, (() => Promise<boolean>) | undefined>()
  let closed = false

  const write = (bytes: Uint8Array) => {
    for (const client of clients.keys()) {
      if ((client.desiredSize ?? 0) > 0) client.enqueue(bytes)
      else {
        clients.delete(client)
        client.error(new Error('the listener reads too slowly'))
      }
    }
  }
  const review = async (client: ReadableStreamDefaultController<Uint8Array>, still: () => Promise<boolean>) => {
    // Not known now, such as while the disk is full: asked again with the next heartbeat.
    const may = await still().catch(() => true)
    if (!may && clients.delete(client)) client.close()
  }
  return {
    send: (name, payload) => {
      if (clients.size > 0) write(frame(name, payload))
    },
    heartbeat() {
      write(utf8.encode(': still here\n\n'))
      for (const [client, still] of clients) if (still) void review(client, still)
    },
    open(hello, still) {
      if (closed || clients.size >= MAX_CLIENTS) return undefined
      let self: ReadableStreamDefaultController<Uint8Array> | undefined
      return new ReadableStream<Uint8Array>(
        {
          start(controller) {
            self = controller
            clients.set(controller, still)
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
      for (const client of clients.keys()) client.close()
      clients.clear()
    },
  }
}

const utf8 = new TextEncoder()
const frame = (name: string, payload: unknown) => utf8.encode(`event: ${name}\ndata: ${JSON.stringify(payload)}\n\n`)
