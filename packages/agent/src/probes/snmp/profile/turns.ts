import type { Clock } from '@vonggac/model'

/**
 * Lets a few readings of profiles happen at a time, when the interfaces of all devices that are being polled have been read:
 * what every device has in common comes first. Whoever waits too long goes without, and is read at his next poll.
 */
export class Turns {
  readonly #clock: Clock
  readonly #waiting = new Set<() => void>()
  #first = 0
  #reading = 0

  constructor(clock: Clock) {
    this.#clock = clock
  }

  /** Something that comes first has begun; call what is returned when it is over. */
  first(): () => void {
    this.#first++
    let over = false
    return () => {
      if (over) return
      over = true
      this.#first--
      this.#next()
    }
  }

  /** Waits for a turn; the caller ends it by what is returned. `undefined`: not this time. */
  async turn(): Promise<(() => void) | undefined> {
    if (!this.#isFree()) {
      const { promise, resolve } = Promise.withResolvers<boolean>()
      const go = () => resolve(true)
      this.#waiting.add(go)
      const cancel = this.#clock.after(MAX_WAIT_MS, () => resolve(false))
      const mine = await promise
      cancel()
      this.#waiting.delete(go)
      if (!mine) return undefined
    }
    this.#reading++
    return () => {
      this.#reading--
      this.#next()
    }
  }

  #isFree(): boolean {
    return this.#first === 0 && this.#reading < MAX_READING
  }

  #next(): void {
    const [go] = this.#waiting
    if (!go || !this.#isFree()) return
    this.#waiting.delete(go)
    go()
  }
}

/** Profiles that are read at the same time. */
const MAX_READING = 8
/** A poll waits for its turn this long, ms: a fraction of what it may take. */
const MAX_WAIT_MS = 4_000
