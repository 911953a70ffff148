/** Enough for what comes between two turns of alerting; what does not fit is unpacked again. */
const MAX_BYTES = 16_777_216

/** Bodies that ingest has unpacked, for alerting to read without unpacking them again. Only a saving: it may forget any. */
export interface Handoff {
  put(record: number, body: Uint8Array): void
  /** Gives a body away: the second call has nothing. */
  take(record: number): Uint8Array | undefined
}

export function createHandoff(maxBytes = MAX_BYTES): Handoff {
  const bodies = new Map<number, Uint8Array>()
  let bytes = 0
  const take = (record: number) => {
    const body = bodies.get(record)
    bodies.delete(record)
    bytes -= body?.byteLength ?? 0
    return body
  }
  return {
    put(record, body) {
      bodies.set(record, body)
      bytes += body.byteLength
      for (const oldest of bodies.keys()) {
        if (bytes <= maxBytes) return
        take(oldest)
      }
    },
    take,
  }
}
