import { rmSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import { ConfigError } from '@vonggac/model'

/** What `vonggac demo cut` and its like ask of the running demo, over a Unix socket in its data directory. */
export interface ControlRequest {
  readonly do: 'cut' | 'battery' | 'break' | 'mend' | 'state'
  /** A site (`tam-ky`), one of its links (`tam-ky/vnpt`), or a service (`qoffice`). */
  readonly target?: string
}

export interface ControlAnswer {
  readonly ok: boolean
  readonly text: string
}

const ANSWER_MS = 5_000

/** Listens for requests, one JSON line each. Disposing closes the socket and removes it. */
export async function serveControl(
  path: string,
  handle: (request: ControlRequest) => Promise<ControlAnswer>,
): Promise<AsyncDisposable> {
  rmSync(path, { force: true })
  const open = new Set<Socket>()
  const server = createServer((socket) => {
    open.add(socket)
    socket.on('close', () => open.delete(socket))
    socket.on('error', () => socket.destroy())
    createInterface({ input: socket }).on('line', async (line) =>
      socket.end(`${JSON.stringify(await answer(line, handle))}\n`),
    )
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve))
  return {
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy()
      await new Promise((resolve) => server.close(resolve))
      rmSync(path, { force: true })
    },
  }
}

async function answer(
  line: string,
  handle: (request: ControlRequest) => Promise<ControlAnswer>,
): Promise<ControlAnswer> {
  try {
    return await handle(JSON.parse(line) as ControlRequest)
  } catch (error) {
    return { ok: false, text: (error as Error).message }
  }
}

/** Asks the running demo. `undefined` when none is running there. */
export function askControl(path: string, request: ControlRequest): Promise<ControlAnswer | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect(path)
    socket.setTimeout(ANSWER_MS, () => socket.destroy(new Error('the demo does not answer')))
    socket.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT' || error.code === 'ECONNREFUSED' || error.code === 'ENOTDIR') resolve(undefined)
      else if (error.code === 'EACCES')
        reject(new ConfigError(`${path} belongs to another user: do this as the user that started the demo`))
      else reject(error)
    })
    socket.on('connect', () => socket.write(`${JSON.stringify(request)}\n`))
    createInterface({ input: socket })
      .on('line', (line) => resolve(JSON.parse(line) as ControlAnswer))
      .on('error', () => {})
  })
}
