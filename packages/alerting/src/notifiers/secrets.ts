import { type SecretRef, TransientError } from '@vonggac/model'

/** The secrets of one sending: what was read is struck out of whatever is said about it later. */
export interface Secrets {
  /** The text itself, or what the reference points to. */
  read(value: string | SecretRef): string
  /** The text itself, which is a secret from now on: it was made from one. */
  hide(text: string): string
  /** Without anything that was read, in plain, in base64 or as in an address, and not longer than a line. */
  clean(text: string): string
}

const MAX_TEXT = 200

export function openSecrets(secret: (ref: SecretRef) => string): Secrets {
  const known = new Set<string>()
  return {
    read(value) {
      if (typeof value === 'string') return value
      try {
        const text = secret(value)
        for (const form of formsOf(text)) known.add(form)
        return text
      } catch (cause) {
        // Worth another try: somebody will put it there, and the message still waits.
        throw new TransientError(`cannot read the secret ${'env' in value ? value.env : value.file}`, { cause })
      }
    },
    hide(text) {
      known.add(text)
      return text
    },
    clean(text) {
      // The longest first: one secret may be the beginning of another.
      const words = [...known].filter((word) => word !== '').sort((a, b) => b.length - a.length)
      const clear = words.reduce((rest, word) => rest.replaceAll(word, '[secret]'), text)
      return clear.replace(/\s+/g, ' ').trim().slice(0, MAX_TEXT)
    },
  }
}

const formsOf = (text: string): string[] => [
  text,
  Buffer.from(text).toString('base64'),
  encodeURIComponent(text.toWellFormed()),
  JSON.stringify(text).slice(1, -1),
]
