import { randomBytes } from 'node:crypto'

/** Items of each kind that are kept. */
const MAX_KEPT = 200
const ID_BYTES = 12

/** Things by an id that nobody can guess; newer ones push out the oldest. */
export class Kept<T> {
  readonly #items = new Map<string, T>()

  /** Keeps it, and gives its id. */
  add(item: T): string {
    const id = randomBytes(ID_BYTES).toString('hex')
    this.#items.set(id, item)
    if (this.#items.size > MAX_KEPT) this.#items.delete(this.#items.keys().next().value!)
    return id
  }

  get(id: string): T | undefined {
    return this.#items.get(id)
  }

  /** Whether it was there. */
  delete(id: string): boolean {
    return this.#items.delete(id)
  }

  all(): [string, T][] {
    return [...this.#items]
  }
}
