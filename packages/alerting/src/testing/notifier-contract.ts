import { TransientError } from '@vonggac/model'
import { describe, expect, test, vi } from 'vitest'
import type { Notifier } from '../contract.ts'
import { isUncertain } from '../uncertain.ts'
import { message } from './sample.ts'
import { deadPort, type ScriptedTcp, scriptedTcp } from './scripted-tcp.ts'

/**
 * What every notifier has to do when the other side does not do its part. `make` gives one for a port of 127.0.0.1. `halfOpen`: where
 * hanging up after our end is the only answer that there is, the other side must not give it. `waits`: it says nothing of
 * the message before the other side has spoken (SMTP, TLS).
 */
export function notifierContract(
  name: string,
  make: (port: number, timeoutMs: number) => Notifier,
  how: { readonly halfOpen?: boolean; readonly waits?: boolean } = {},
): void {
  // Whose end of the conversation is over already can hang up without the other side noticing.
  const gone = async (server: ScriptedTcp) => {
    if (!how.halfOpen) await vi.waitFor(() => expect(server.open).toBe(0))
  }
  const options = { signal: new AbortController().signal, key: 'k:opened:c' }
  /** Sends to a port: how often it was under way, and whether it may have arrived although it failed. */
  const tried = async (port: number, timeout: number) => {
    let begun = 0
    const underWay = () => void begun++
    const failure: unknown = await make(port, timeout)
      .send(message, { ...options, underWay })
      .catch((error: unknown) => error)
    return { begun, uncertain: isUncertain(failure) }
  }

  describe(`${name}, when the other side`, () => {
    test('refuses: worth another try', async () => {
      await expect(make(await deadPort(), 5_000).send(message, options)).rejects.toThrow(TransientError)
    })

    test('stays silent: worth another try, after its own timeout, and nothing stays open', async () => {
      await using server = await scriptedTcp(() => {}, how)
      await expect(make(server.port, 200).send(message, options)).rejects.toThrow('no answer within 200 ms')
      await expect(make(server.port, 200).send(message, options)).rejects.toThrow(TransientError)
      await gone(server)
      expect(server.taken).toBe(2)
    })

    test('refuses: it was not under way', async () => {
      expect(await tried(await deadPort(), 5_000)).toEqual({ begun: 0, uncertain: false })
    })

    test('stays silent: it may have arrived, where anything was sent', async () => {
      await using server = await scriptedTcp(() => {}, how)
      const { begun, uncertain } = await tried(server.port, 200)
      expect(uncertain).toBe(!how.waits)
      if (uncertain) expect(begun).toBe(1)
    })

    test('hangs up: worth another try', async () => {
      await using server = await scriptedTcp((socket) => socket.once('data', () => {}).resetAndDestroy())
      await expect(make(server.port, 5_000).send(message, options)).rejects.toThrow(TransientError)
      await vi.waitFor(() => expect(server.open).toBe(0))
    })

    test('answers garbage: an error, and nothing stays open', async () => {
      await using server = await scriptedTcp((socket) => socket.write('\u0000\u00ff no protocol at all\r\n\r\n'), how)
      await expect(make(server.port, 1_000).send(message, options)).rejects.toThrow()
      await gone(server)
    })
  })

  describe(`${name}, when it is aborted`, () => {
    test('before: rejects with the reason and connects to nobody', async () => {
      await using server = await scriptedTcp(() => {})
      const reason = new Error('we are stopping')
      const signal = AbortSignal.abort(reason)
      await expect(make(server.port, 5_000).send(message, { ...options, signal })).rejects.toBe(reason)
      expect(server.taken).toBe(0)
    })

    test('during: rejects with the reason and lets go of the connection', async () => {
      const abort = new AbortController()
      const reason = new Error('we are stopping')
      await using server = await scriptedTcp(() => abort.abort(reason))
      await expect(make(server.port, 60_000).send(message, { ...options, signal: abort.signal })).rejects.toBe(reason)
      await vi.waitFor(() => expect(server.open).toBe(0))
    })
  })
}
