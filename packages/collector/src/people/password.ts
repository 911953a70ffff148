import { randomBytes, randomInt, scrypt, timingSafeEqual } from 'node:crypto'
import { HttpProblem } from '../problem.ts'

/** OWASP's scrypt parameters of 32 MiB (Password Storage Cheat Sheet): about 0.2 s of a core. */
const COST = { ln: 15, r: 8, p: 3 } as const
const SALT_BYTES = 16
const HASH_BYTES = 32
/** Hashes at the same time: each takes 32 MiB and a core. */
const MAX_RUNNING = 2
/** Those who wait for one, some seconds; who comes then is told to come back. */
const MAX_WAITING = 16
/** Stored parameters beyond these are none of ours: 2^17 with r = 8 is 128 MiB. */
const MAX_LN = 17
const MAX_FACTOR = 16

/** Shortest that somebody may choose (NIST SP 800-63B says 8 at least), in characters; and longest. */
export const MIN_PASSWORD = 10
export const MAX_PASSWORD = 256

/** Makes and checks what is kept of passwords: `$scrypt$ln=15,r=8,p=3$salt$hash`. A few at a time; 503 when too many wait. */
export interface Passwords {
  hash(password: string): Promise<string>
  /** Takes as long for `undefined` (nobody of that name) as for a wrong one. */
  matches(password: string, kept: string | undefined): Promise<boolean>
}

export function createPasswords(): Passwords {
  const inTurn = createTurns()
  const hash = async (password: string) => {
    const salt = randomBytes(SALT_BYTES)
    return written(salt, await inTurn(() => derived(password, salt, COST)))
  }
  return {
    hash,
    async matches(password, kept) {
      const { salt, hash: wanted, cost } = (kept === undefined ? undefined : read(kept)) ?? nobodys
      const got = await inTurn(() => derived(password, salt, cost))
      return timingSafeEqual(got, wanted) && wanted !== nobodys.hash
    },
  }
}

/** What is wrong with a password that somebody chose for a user; `undefined`: nothing. Short on purpose: length is what counts. */
export function weakness(password: string, user: { readonly id: string; readonly name: string }): string | undefined {
  const plain = normal(password)
  const length = [...plain].length
  if (length < MIN_PASSWORD) return `expected at least ${MIN_PASSWORD} characters`
  if (length > MAX_PASSWORD) return `expected at most ${MAX_PASSWORD} characters`
  if (new Set(plain).size < 4) return 'expected more than three different characters'
  const lower = plain.toLowerCase()
  if ([user.id, user.name].some((own) => lower === normal(own).toLowerCase()))
    return 'expected something else than the name'
  return undefined
}

/** Without what is mistaken for something else on paper or by telephone: 24 letters and digits of 32 are 120 bits; 16 are 80. */
const LETTERS = 'abcdefghjkmnpqrstuvwxyz23456789'

/** One that nobody has to think of: four groups of four, some 79 bits. */
export const newPassword = (): string =>
  Array.from({ length: 4 }, () => Array.from({ length: 4 }, () => LETTERS[randomInt(LETTERS.length)]).join('')).join(
    '-',
  )

/** NFKC, as NIST SP 800-63B asks for: an input method may compose Vietnamese letters or not, and both are the same password. */
const normal = (password: string) => password.normalize('NFKC')

interface Cost {
  readonly ln: number
  readonly r: number
  readonly p: number
}

interface Kept {
  readonly salt: Buffer
  readonly hash: Buffer
  readonly cost: Cost
}

/** Whose password nobody knows: compared with where there is no such user. */
const nobodys: Kept = { salt: randomBytes(SALT_BYTES), hash: randomBytes(HASH_BYTES), cost: COST }

const derived = (password: string, salt: Buffer, { ln, r, p }: Cost) =>
  new Promise<Buffer>((resolve, reject) => {
    const options = { N: 2 ** ln, r, p, maxmem: 2 * 128 * 2 ** ln * r }
    scrypt(normal(password), salt, HASH_BYTES, options, (error, key) => (error ? reject(error) : resolve(key)))
  })

const written = (salt: Buffer, hash: Buffer) =>
  `$scrypt$ln=${COST.ln},r=${COST.r},p=${COST.p}$${salt.toString('base64')}$${hash.toString('base64')}`

function read(kept: string): Kept | undefined {
  const match = /^\$scrypt\$ln=(\d{1,2}),r=(\d{1,2}),p=(\d{1,2})\$([\w+/=]{8,88})\$([\w+/=]{8,88})$/.exec(kept)
  if (!match) return undefined
  const [ln, r, p] = match.slice(1, 4).map(Number) as [number, number, number]
  const [salt, hash] = match.slice(4).map((text) => Buffer.from(text, 'base64')) as [Buffer, Buffer]
  const sane = ln >= 1 && ln <= MAX_LN && r >= 1 && r <= MAX_FACTOR && p >= 1 && p <= MAX_FACTOR
  return sane && hash.length === HASH_BYTES ? { salt, hash, cost: { ln, r, p } } : undefined
}

/** A few at a time, in order. */
function createTurns() {
  let running = 0
  const waiting: (() => void)[] = []
  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (running >= MAX_RUNNING) {
      if (waiting.length >= MAX_WAITING)
        throw new HttpProblem(503, 'too many people sign in at once: try again', { headers: { 'Retry-After': '5' } })
      await new Promise<void>((resolve) => waiting.push(resolve))
    } else running++
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else running--
    }
  }
}
