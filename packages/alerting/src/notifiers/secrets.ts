import { type SecretRef, TransientError } from '@vonggac/model'

/** The secrets of one sending: what was read is struck out of whatever is said about it later. */
export interface Secrets {
  /** The text itself, or what the reference points to. */
  read(value: string | SecretRef): string
  /** Without anything that was read, in plain or in base64, and not longer than a line. */
  clean(text: string): string
}

const MAX_TEXT = 200

export function openSecrets(secret: (ref: SecretRef) => string): Secrets {
  const known: string[] = []
  return {
    read(value) {
      if (typeof value === 'string') return value
      try {
        const text = secret(value)
        known.push(text, Buffer.from(text).toString('base64'))
        return text
      } catch (cause) {
        // Worth another try: somebody will put it there, and the message still waits.
        throw new TransientError(`cannot read the secret ${'env' in value ? value.env : value.file}`, { cause })
      }
    },
    clean(text) {
      const clear = known.filter((word) => word !== '').reduce((rest, word) => rest.replaceAll(word, '[secret]'), text)
      return clear.replace(/\s+/g, ' ').trim().slice(0, MAX_TEXT)
    },
  }
}
