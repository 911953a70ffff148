import { ProbeFailure } from '@vonggac/model'
import { BerReader, BerWriter } from './ber.ts'
import { WireCells } from './cells.ts'
import type { Exchange, Peer } from './exchange.ts'
import { Refusal, refusalOf } from './failure.ts'
import {
  type AskedOid,
  countVarbinds,
  encodeRequest,
  pdu,
  type Response,
  readVarbinds,
  wireVersion,
} from './message.ts'
import { encodeOid } from './oid.ts'
import { bulkByNext, type DeviceSession, type TableAnswer, type TableStep, tableByVarbinds } from './session.ts'
import { type Varbind, wireType } from './value.ts'

/** Error status noSuchName (RFC 1157 §4.1): how v1 says what v2 says by an exception in a value's place. */
const NO_SUCH_NAME = 2

/** A conversation by SNMP v1 or v2c, whose differences end here: what is not there is an exception in either. */
export class CommunitySession implements DeviceSession {
  readonly #exchange: Exchange
  readonly #peer: Peer
  readonly #cancels = new Set<(reason: Error) => void>()
  #hasBulk: boolean
  #lastBytes = 0

  constructor(exchange: Exchange, peer: Peer) {
    this.#exchange = exchange
    this.#peer = peer
    this.#hasBulk = peer.version !== wireVersion['1']
  }

  get hasBulk(): boolean {
    return this.#hasBulk
  }

  begin(): void {
    this.#peer.isFresh = true
  }

  stopBulk(): void {
    this.#hasBulk = false
  }

  async get(oids: readonly string[]): Promise<Varbind[]> {
    const answer = await this.#each(pdu.get, oids, wireType.noSuchObject)
    if (answer.some(({ oid }) => oids.includes(oid))) return answer
    throw new ProbeFailure('protocol', 'the answer is about other objects than those asked for')
  }

  getNext(oids: readonly string[]): Promise<Varbind[]> {
    return this.#each(pdu.getNext, oids, wireType.endOfMibView)
  }

  async getBulk(oids: readonly string[], single: number, repetitions: number): Promise<Varbind[][]> {
    if (!this.#hasBulk) return await bulkByNext(this, oids, { single, repetitions })
    const asked = oids.map((oid) => ({ prefix: encodeOid(oid), index: -1 }))
    const all = await this.#ask({ kind: pdu.getBulk, single, repetitions, oids: asked }, valuesOf)
    const lists: Varbind[][] = oids.map(() => [])
    const repeated = oids.length - single
    for (const [i, varbind] of all.entries()) {
      if (i < single) lists[i]!.push(varbind)
      else if (repeated > 0) lists[single + ((i - single) % repeated)]!.push(varbind)
    }
    return lists
  }

  async table(step: TableStep): Promise<TableAnswer> {
    if (!this.#hasBulk) return await tableByVarbinds(this, step)
    const { singles, columns, repetitions } = step
    const oids: AskedOid[] = singles.map((oid) => ({ prefix: encodeOid(oid), index: -1 }))
    for (const { column, last } of columns) oids.push({ prefix: column.bytes, index: last })
    const request = { kind: pdu.getBulk, single: singles.length, repetitions, oids }
    const cells = await this.#ask(request, (response) => new WireCells(response, singles.length))
    return { singles: cells.singles, cells, bytes: this.#lastBytes }
  }

  lastBytes(): number {
    return this.#lastBytes
  }

  cancel(reason: Error): void {
    for (const cancel of [...this.#cancels]) cancel(reason)
  }

  close(): void {
    this.cancel(new ProbeFailure('local', 'the session is closed'))
  }

  /** A request that fails as a whole for what is missing is asked again without it. */
  async #each(kind: number, oids: readonly string[], missing: number): Promise<Varbind[]> {
    const absent = new Map<string, Varbind>()
    for (let left = oids; left.length > 0; left = oids.filter((oid) => !absent.has(oid))) {
      const request = {
        kind,
        single: 0,
        repetitions: 0,
        oids: left.map((oid) => ({ prefix: encodeOid(oid), index: -1 })),
      }
      try {
        return merged(oids, absent, await this.#ask(request, valuesOf))
      } catch (error) {
        const oid = error instanceof Refusal && error.status === NO_SUCH_NAME ? left[error.index - 1] : undefined
        if (oid === undefined) throw error
        absent.set(oid, { oid, type: missing, value: null })
      }
    }
    return oids.map((oid) => absent.get(oid)!)
  }

  async #ask<T>(
    { oids, ...shape }: { kind: number; single: number; repetitions: number; oids: readonly AskedOid[] },
    read: (response: Response) => T,
  ): Promise<T> {
    const { version, community } = this.#peer
    const { answer, cancel } = this.#exchange.ask({
      peer: this.#peer,
      encode: (id) => encodeRequest(new BerWriter(), { ...shape, version, community, id }, oids),
      read: (response) => {
        if (response.status !== 0) throw refusalOf(response.status, response.index)
        const result = read(response)
        this.#lastBytes = response.bytes.length
        return result
      },
    })
    this.#cancels.add(cancel)
    try {
      return await answer
    } finally {
      this.#cancels.delete(cancel)
    }
  }
}

function valuesOf(response: Response): Varbind[] {
  countVarbinds(response)
  return readVarbinds(new BerReader(response.bytes, response.varbindsStart, response.varbindsEnd))
}

/** Answers in the order of the OIDs, what is absent among them. */
function merged(oids: readonly string[], absent: ReadonlyMap<string, Varbind>, answer: readonly Varbind[]): Varbind[] {
  if (absent.size === 0) return [...answer]
  const rest = answer.values()
  const all: Varbind[] = []
  for (const oid of oids) {
    const varbind = absent.get(oid) ?? rest.next().value
    if (varbind) all.push(varbind)
  }
  return all
}
