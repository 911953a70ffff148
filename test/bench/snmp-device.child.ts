import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createMib, type Entry, type Value } from '../../packages/testbed/src/mib.ts'
import { answer } from '../../packages/testbed/src/responder.ts'

/**
 * `argv[2]` devices of `argv[3]` interfaces, each on UDP port `argv[4]` of an address of its own in 127.40.0.0/16. Its own process,
 * so that its CPU is nobody else's. Says on every line of its input how many requests came.
 */
const [, , devices, interfaces, port] = process.argv
const IF = [1, 3, 6, 1, 2, 1, 2, 2, 1]
const IF_X = [1, 3, 6, 1, 2, 1, 31, 1, 1, 1]
const started = performance.now()
const passed = () => Math.floor((performance.now() - started) / 10)

const constant = (oid: readonly number[], value: Value): Entry => ({ oid, read: () => value })
const text = (value: string): Value => ({ type: 'string', value })
const entries: Entry[] = [
  constant([1, 3, 6, 1, 2, 1, 1, 1, 0], text('bench')),
  { oid: [1, 3, 6, 1, 2, 1, 1, 3, 0], read: () => ({ type: 'ticks', value: 864_000 + passed() }) },
  constant([1, 3, 6, 1, 2, 1, 1, 5, 0], text('bench')),
]
for (let i = 1; i <= Number(interfaces); i++) {
  entries.push(
    constant([...IF, 2, i], text(`GigabitEthernet1/0/${i}`)),
    constant([...IF, 3, i], { type: 'integer', value: 6 }),
    constant([...IF, 4, i], { type: 'integer', value: 1_500 }),
    constant([...IF, 7, i], { type: 'integer', value: 1 }),
    constant([...IF, 8, i], { type: 'integer', value: i % 9 === 0 ? 2 : 1 }),
    constant([...IF_X, 1, i], text(`Gi1/0/${i}`)),
    constant([...IF_X, 15, i], { type: 'gauge32', value: 1_000 }),
    constant([...IF_X, 18, i], text(`port ${i}`)),
  )
  for (const column of [13, 14, 19, 20])
    entries.push(constant([...IF, column, i], { type: 'counter32', value: column * i }))
  for (let column = 6; column <= 13; column++)
    entries.push({
      oid: [...IF_X, column, i],
      read: () => ({ type: 'counter64', value: BigInt(column * i) * 10n ** 9n + BigInt(passed() * i) }),
    })
}

const mib = createMib(entries)
let requests = 0

// A socket an address: an answer comes from where the question went to.
function listen(address: string): Promise<unknown> {
  const socket = createSocket('udp4')
  socket.on('message', (bytes, from) => {
    requests++
    const reply = answer(bytes, 'public', mib, 0)
    if (reply) socket.send(reply, from.port, from.address)
  })
  socket.bind(Number(port), address)
  return once(socket, 'listening')
}

for (let n = 0; n < Number(devices); n++) await listen(`127.40.${1 + (n >> 7)}.${1 + (n & 127)}`)
process.stdout.write('ready\n')
process.stdin.on('data', () => void process.stdout.write(`${requests}\n`))
process.stdin.on('end', () => process.exit(0))
