import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'

/**
 * A TCP port of 127.0.0.1 that nobody listens on. The system hands out another one each time, so that two callers do not get the
 * same soon after each other; still, bind it at once.
 */
export async function freePort(): Promise<number> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

/** The same for UDP. */
export async function freeUdpPort(): Promise<number> {
  const socket = createSocket('udp4')
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  const { port } = socket.address()
  socket.close()
  await once(socket, 'close')
  return port
}

/** Tries for a port whose neighbours are free as well. */
const ROW_TRIES = 50

/** The first of `count` ports in a row, each free by TCP and by UDP: for servers that take the next one, too. */
export async function freePortRow(count: number): Promise<number> {
  for (let tries = 0; tries < ROW_TRIES; tries++) {
    const first = await freePort()
    const row = Array.from({ length: count }, (_, n) => first + n)
    if ((await Promise.all(row.map(isFree))).every(Boolean)) return first
  }
  throw new Error(`there are no ${count} free ports in a row`)
}

async function isFree(port: number): Promise<boolean> {
  if (port > 65_535) return false
  const server = createServer()
  const socket = createSocket('udp4')
  try {
    server.listen(port, '127.0.0.1')
    await once(server, 'listening')
    socket.bind(port, '127.0.0.1')
    await once(socket, 'listening')
    return true
  } catch {
    return false
  } finally {
    if (server.listening) await once(server.close(), 'close')
    socket.close()
  }
}
