import { randomBytes } from 'node:crypto'
import { type Clock, filledTemplate, ProbeFailure, type SecretRef, templateNames } from '@vonggac/model'
import type { ProbeContext } from '../../probe.ts'
import type { Redaction } from '../redaction.ts'

/** Characters of a value that is carried from one step to another: more is no token but a page. */
const MAX_VALUE = 8_192

/** A text that is sent, and whether there is anything in it that only the application may see. */
export interface Filled {
  readonly text: string
  readonly guarded: boolean
}

/** What stands for the names in `{{…}}` during one run. */
export interface Variables {
  /** A text with its references filled in; `encode` is applied to what is put in. */
  fill(text: string, encode?: (value: string) => string): Filled
  /** A field of a form: a text, a number, a truth or a secret. */
  field(value: string | number | boolean | SecretRef): Filled
  /** Keeps what a step extracted. Throws `ProbeFailure('mismatch')` for what is no token. */
  set(name: string, value: string): void
  /** The first name in an object's texts that has no value yet. */
  missingIn(value: unknown): string | undefined
}

interface Given {
  readonly secrets: Readonly<Record<string, SecretRef>>
  readonly variables: Readonly<Record<string, string>>
}

interface Deps {
  readonly clock: Clock
  readonly secret: ProbeContext['secret']
  readonly redaction: Redaction
}

/** Reads the secrets of a journey. Throws `ProbeFailure('local')` for one that is not there. */
export function createVariables({ secrets, variables }: Given, { clock, secret, redaction }: Deps): Variables {
  const nowMs = clock.now()
  const open = new Map<string, string>([
    ['marker', `vonggac-${Math.floor(nowMs / 1_000).toString(36)}-${randomBytes(6).toString('hex')}`],
    ['now', new Date(nowMs).toISOString()],
    ['unix', `${Math.floor(nowMs / 1_000)}`],
    ...Object.entries(variables),
  ])
  const guarded = new Map<string, string>()
  const read = (ref: SecretRef, label: string): string => {
    const value = secret(ref)
    redaction.add(value, label)
    return value
  }
  for (const [name, ref] of Object.entries(secrets)) guarded.set(name, read(ref, name))
  const lookup = (name: string) => guarded.get(name) ?? open.get(name)
  const fill: Variables['fill'] = (text, encode = (value) => value) => ({
    text: filledTemplate(text, (name) => {
      const value = lookup(name)
      return value === undefined ? undefined : encode(value)
    }),
    guarded: templateNames(text).some((name) => guarded.has(name)),
  })
  return {
    fill,
    field(value) {
      if (typeof value === 'object') return { text: read(value, 'secret'), guarded: true }
      return typeof value === 'string' ? fill(value) : { text: String(value), guarded: false }
    },
    set(name, value) {
      if (value.length > MAX_VALUE)
        throw new ProbeFailure('mismatch', `${name} is ${value.length} characters long, which no token is`)
      redaction.add(value, name)
      guarded.set(name, value)
    },
    missingIn: (value) => namesIn(value).find((name) => lookup(name) === undefined),
  }
}

function namesIn(value: unknown): string[] {
  if (typeof value === 'string') return templateNames(value)
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(namesIn) : []
}
