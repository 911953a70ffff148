import { createHmac, timingSafeEqual } from 'node:crypto'

/** What a link says: who acknowledges what, and until when that is possible. */
export interface AckLink {
  /** The engine's id of the incident. */
  readonly incident: string
  /** `an`: a person; `@mail`: whoever reads a channel. */
  readonly who: string
  /** Unix ms, whole seconds. */
  readonly until: number
}

/** 128 bits: nobody guesses one, and the link still fits into a text message. */
const SEAL_BYTES = 16
/** Nothing that is longer is looked at. */
const MAX_TOKEN = 400

/** `tam-ky.vnpt-mws7ijyo~an~t3x9k2~…`: what it says, readable, and a seal (HMAC-SHA256) over that. URL-safe. */
export function sealedLink(key: Buffer, { incident, who, until }: AckLink): string {
  const said = `${incident}~${who}~${Math.floor(until / 1_000).toString(36)}`
  return `${said}~${sealOf(key, said).toString('base64url')}`
}

/** What a link says, and its seal; `undefined` when it is none of ours. Whether it is still good is not looked at. */
export function openedLink(key: Buffer, token: string): (AckLink & { readonly seal: string }) | undefined {
  const parts = token.length > MAX_TOKEN ? [] : token.split('~')
  const [incident = '', who = '', until = '', seal = ''] = parts
  if (parts.length !== 4 || !/^[\w.-]+$/.test(incident) || !/^@?[\w-]+$/.test(who) || !/^[0-9a-z]{1,9}$/.test(until))
    return undefined
  const wanted = sealOf(key, `${incident}~${who}~${until}`)
  const given = Buffer.from(seal, 'base64url')
  // The text too: base64 has several spellings of the same bytes, and a link is good once.
  if (given.length !== wanted.length || !timingSafeEqual(given, wanted) || wanted.toString('base64url') !== seal)
    return undefined
  return { incident, who, until: Number.parseInt(until, 36) * 1_000, seal }
}

const sealOf = (key: Buffer, said: string): Buffer =>
  createHmac('sha256', key).update(`acknowledge ${said}`).digest().subarray(0, SEAL_BYTES)
