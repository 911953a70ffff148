import { readFileSync, statSync } from 'node:fs'
import { createInterface } from 'node:readline'

// A pass_persist helper of snmpd (snmpd.conf(5)): plays ifTable or ifXTable with as many interfaces as it is told.
// Usage: simulated-interfaces.ts ifTable|ifXTable COUNT CONTROL.json

interface Steer {
  readonly oper?: number
  readonly alias?: string
  readonly name?: string
  readonly removed?: boolean
}
type Cell = readonly [type: string, value: (index: number) => string | number | bigint]
type Entry = { readonly oid: readonly number[]; readonly cell: Cell; readonly index: number }

const [table, count, control] = process.argv.slice(2) as [string, string, string]
const startedAt = Date.now()
let steering: Record<string, Steer | string> = {}
let readAt = -1
let entries: Entry[] | undefined

const steer = (index: number): Steer => (steering[index] as Steer | undefined) ?? {}
const name = (index: number) => steer(index).name ?? `Gi1/0/${index}`
/** Octets as a port has them after some weeks, growing by the second. */
const octets = (index: number) =>
  BigInt((steering.offset as string | undefined) ?? 123_456_789_000) +
  BigInt(index) * 1_000_003n +
  BigInt(Math.floor(((Date.now() - startedAt) / 1_000) * 125_000 * index))
const narrow = (value: bigint) => value & 0xffffffffn

const ifTable: Record<number, Cell> = {
  1: ['integer', (i) => i],
  2: ['string', (i) => `GigabitEthernet1/0/${i}`],
  3: ['integer', () => 6],
  4: ['integer', () => 1500],
  5: ['gauge', () => 1_000_000_000],
  6: ['octet', (i) => `02 00 5e 00 00 ${i.toString(16).padStart(2, '0')}`],
  7: ['integer', () => 1],
  8: ['integer', (i) => steer(i).oper ?? 1],
  9: ['timeticks', (i) => (steer(i).oper === undefined ? 1_234 : 5_678)],
  10: ['counter', (i) => narrow(octets(i))],
  11: ['counter', (i) => narrow(octets(i) / 700n)],
  12: ['counter', () => 0],
  13: ['counter', (i) => i % 3],
  14: ['counter', (i) => i % 5],
  15: ['counter', () => 0],
  16: ['counter', (i) => narrow(octets(i) / 2n)],
  17: ['counter', (i) => narrow(octets(i) / 1_400n)],
  18: ['counter', () => 0],
  19: ['counter', (i) => i % 7],
  20: ['counter', () => 0],
  21: ['gauge', () => 0],
}
const ifXTable: Record<number, Cell> = {
  1: ['string', name],
  2: ['counter', (i) => i * 11],
  3: ['counter', (i) => i * 13],
  4: ['counter', (i) => i * 17],
  5: ['counter', (i) => i * 19],
  6: ['counter64', octets],
  7: ['counter64', (i) => octets(i) / 700n],
  8: ['counter64', (i) => i * 11],
  9: ['counter64', (i) => i * 13],
  10: ['counter64', (i) => octets(i) / 2n],
  11: ['counter64', (i) => octets(i) / 1_400n],
  12: ['counter64', (i) => i * 17],
  13: ['counter64', (i) => i * 19],
  14: ['integer', () => 1],
  15: ['gauge', () => 1_000],
  16: ['integer', () => 2],
  17: ['integer', () => 1],
  18: ['string', (i) => steer(i).alias ?? `port ${i}`],
  19: ['timeticks', () => 0],
}

function load(): void {
  const modifiedAt = statSync(control, { throwIfNoEntry: false })?.mtimeMs ?? 0
  if (modifiedAt === readAt) return
  readAt = modifiedAt
  entries = undefined
  steering = modifiedAt === 0 ? {} : JSON.parse(readFileSync(control, 'utf8'))
}

function list(): Entry[] {
  load()
  if (entries) return entries
  const indexes = Array.from({ length: Number(count) }, (_, i) => i + 1).filter((i) => !steer(i).removed)
  const [columns, prefix] =
    table === 'ifTable' ? [ifTable, [1, 3, 6, 1, 2, 1, 2, 2, 1]] : [ifXTable, [1, 3, 6, 1, 2, 1, 31, 1, 1, 1]]
  entries = Object.entries(columns).flatMap(([column, cell]) =>
    indexes.map((index) => ({ oid: [...prefix, Number(column), index], cell, index })),
  )
  return entries
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((arc, i) => arc !== b[i])
  return at < 0 ? a.length - b.length : a[at]! - (b[at] ?? -1)
}

function answer(command: string, asked: string): string {
  const oid = asked.replace(/^\./, '').split('.').map(Number)
  const all = list()
  let low = 0
  let high = all.length
  while (low < high) {
    const middle = (low + high) >> 1
    const order = compare(all[middle]!.oid, oid)
    if (order < 0 || (order === 0 && command === 'getnext')) low = middle + 1
    else high = middle
  }
  const found = all[low]
  if (!found || (command === 'get' && compare(found.oid, oid) !== 0)) return 'NONE\n'
  const [type, value] = found.cell
  return `.${found.oid.join('.')}\n${type}\n${value(found.index)}\n`
}

let command: string | undefined
createInterface({ input: process.stdin })
  .on('line', (line) => {
    if (command !== undefined) {
      process.stdout.write(answer(command, line))
      command = undefined
    } else if (line === 'PING') process.stdout.write('PONG\n')
    else command = line
  })
  .on('close', () => process.exit(0))
