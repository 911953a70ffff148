/** A bucket of tokens: as many at once as come in a second, refilled all the time. */
export class RateLimit {
  readonly #perSecond: number
  #tokens: number
  #at: number

  /** Full at `now` (monotonic ms). */
  constructor(perSecond: number, now: number) {
    this.#perSecond = perSecond
    this.#tokens = perSecond
    this.#at = now
  }

  /** Takes a token; false when there is none. */
  take(now: number): boolean {
    this.#tokens = Math.min(this.#perSecond, this.#tokens + ((now - this.#at) / 1_000) * this.#perSecond)
    this.#at = now
    if (this.#tokens < 1) return false
    this.#tokens--
    return true
  }
}
