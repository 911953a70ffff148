import { createHash, randomBytes } from 'node:crypto'

/** How our own keys begin, so that people and secret scanners recognise them. */
export const KEY_PREFIX = 'vgk_'

/** A secret has 256 random bits, so that its SHA-256 needs no salt and no slow hash. */
export const newSecret = () => randomBytes(32).toString('base64url')

/** What is kept of a secret, in hex. */
export const hashOf = (secret: string) => createHash('sha256').update(secret).digest('hex')
