/** One text that outlives the page. `null`: nothing remembered. */
export interface Slot {
  read(): string | null
  write(value: string | null): void
}

/** A browser may forbid storage (private mode, policy): then nothing is remembered and nothing breaks. */
export function slot(storage: () => Storage, key: string): Slot {
  return {
    read() {
      try {
        return storage().getItem(key)
      } catch {
        return null
      }
    },
    write(value) {
      try {
        if (value === null) storage().removeItem(key)
        else storage().setItem(key, value)
      } catch {
        // Not remembered, as said above.
      }
    },
  }
}
