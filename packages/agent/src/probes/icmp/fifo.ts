import { execFile } from 'node:child_process'
import { closeSync, constants, openSync, readSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

/** The kernel's capacity of a pipe: one read takes all there is. */
const PIPE_BYTES = 65_536

/** Shared by all readers: what is read is dealt with before the next read. */
const shared = Buffer.allocUnsafe(PIPE_BYTES)

/** A pipe to hand to a child as its output. The caller closes it. */
export interface Fifo {
  /** The end for the child: hand it over in `stdio`, then `handedOver`. */
  readonly writeFd: number
  handedOver(): void
  /** Reads at once whatever is there, without waiting for the event loop. */
  drain(): void
  close(): void
}

/**
 * Opens a real pipe by way of a named one. What Node calls a pipe is a socket pair: it fills after some 80 of fping's small writes
 * (a kernel buffer each), where a pipe takes 64 KiB of text; and it wakes us for every write.
 * `take` gets bytes that are valid only during the call. After a read we look away for `restMs`, so that a burst is one wake-up.
 */
export async function openFifo(
  take: (bytes: Buffer) => void,
  wait: (ms: number, call: () => void) => () => void,
  restMs: number,
): Promise<Fifo> {
  const [readFd, writeFd] = await makePipe()
  let cancel: (() => void) | undefined
  let closed = false
  const socket = new Socket({
    fd: readFd,
    readable: true,
    writable: false,
    onread: {
      buffer: shared,
      callback: (length) => {
        take(shared.subarray(0, length))
        cancel = wait(restMs, () => void (closed || socket.resume()))
        return false
      },
    },
  })
  // The end of the output is the end of the child, which is noticed there.
  socket.on('error', () => {})
  let open = true
  const handedOver = () => {
    if (open) closeSync(writeFd)
    open = false
  }
  return {
    writeFd,
    handedOver,
    drain() {
      if (closed || socket.destroyed) return
      for (let length = readNow(readFd); length > 0; length = readNow(readFd)) take(shared.subarray(0, length))
    },
    close() {
      if (closed) return
      closed = true
      handedOver()
      cancel?.()
      socket.destroy()
    },
  }
}

async function makePipe(): Promise<[readFd: number, writeFd: number]> {
  const dir = await mkdtemp(join(tmpdir(), 'vonggac-'))
  try {
    const path = join(dir, 'fping')
    await promisify(execFile)('mkfifo', ['-m', '600', path])
    const readFd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
    return [readFd, openSync(path, constants.O_WRONLY)]
  } finally {
    await rm(dir, { recursive: true, force: true })
  }
}

function readNow(fd: number): number {
  try {
    return readSync(fd, shared)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0
    throw error
  }
}
