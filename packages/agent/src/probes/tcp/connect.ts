import { Socket } from 'node:net'
import type { Clock } from '@vonggac/model'

/**
 * Opens a TCP connection to an IP address and destroys it at once. Gives the time until it was established, ms.
 * Rejects with the system's error, or with `signal.reason`; the socket is destroyed in every case.
 */
export function connect(address: string, port: number, { monotonic }: Clock, signal: AbortSignal): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = new Socket()
    const end = () => {
      signal.removeEventListener('abort', stop)
      socket.destroy()
    }
    const stop = () => {
      end()
      reject(signal.reason)
    }
    signal.addEventListener('abort', stop, { once: true })
    // Stays for errors that come after the verdict, too: an unheard `error` would end the process.
    socket.on('error', (error) => {
      end()
      reject(error)
    })
    const startedMs = monotonic()
    socket.connect({ host: address, port, autoSelectFamily: false }, () => {
      const elapsedMs = monotonic() - startedMs
      end()
      resolve(elapsedMs)
    })
  })
}
