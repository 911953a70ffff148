import { readFile, stat } from 'node:fs/promises'
import { createSecureContext, getCACertificates, type SecureContext } from 'node:tls'
import { ProbeFailure } from '@vonggac/model'

/** Contexts kept: one for the system's authorities and one per `caFile`; an agent has few. */
const MAX_CONTEXTS = 100

/** Whom sessions trust. A context costs 70 ms to make and several MiB, so that all sessions of one trust share it. */
export interface Trust {
  /** The system's authorities and those that come with Node.js, or those of `caFile` alone, read again when it changes. */
  contextFor(caFile: string | undefined): Promise<SecureContext>
}

/** `legacy` sessions also speak TLS 1.0 and weak ciphers: to see what a server does, not to send anything. */
export function createTrust({ legacy }: { readonly legacy: boolean }): Trust {
  const own = new Map<string, { readonly changed: number; readonly context: SecureContext }>()
  let system: SecureContext | undefined
  const make = (ca: string | string[]) =>
    createSecureContext({ ca, ...(legacy && { minVersion: 'TLSv1', ciphers: 'DEFAULT:@SECLEVEL=0' }) })
  return {
    async contextFor(caFile) {
      if (caFile === undefined) {
        system ??= make([...new Set([...getCACertificates('default'), ...getCACertificates('system')])])
        return system
      }
      try {
        const { mtimeMs } = await stat(caFile)
        const known = own.get(caFile)
        if (known?.changed === mtimeMs) return known.context
        const text = await readFile(caFile, 'utf8')
        if (!text.includes('-----BEGIN CERTIFICATE-----')) throw new Error('there is no certificate (PEM) in it')
        const context = make(text)
        own.delete(caFile)
        own.set(caFile, { changed: mtimeMs, context })
        if (own.size > MAX_CONTEXTS) own.delete(own.keys().next().value!)
        return context
      } catch (error) {
        throw new ProbeFailure('local', `caFile ${caFile}: ${(error as Error).message}`, { cause: error })
      }
    },
  }
}
