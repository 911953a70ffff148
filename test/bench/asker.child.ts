import { get, type IncomingMessage } from 'node:http'
import { Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { createGunzip } from 'node:zlib'

/**
 * Asks for the address `argv[2]` `argv[3]` times, one after the other, each over a connection that is kept, as a browser does; each answer
 * is read and unpacked whole, and then forgotten. Prints `{times, bytes}`: ms of each, and the length of one as it was sent. A process of its own
 * that keeps nothing: `fetch` in that of the benchmark, which holds thousands of checks, looks for garbage every dozen answers, for 80 ms that are
 * not the collector's.
 */
const [, , url, count] = process.argv

async function ask() {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>()
  get(url!, { headers: { 'accept-encoding': 'gzip' } }, resolve).on('error', reject)
  const answer = await promise
  if (answer.headers['content-encoding'] !== 'gzip') throw new Error('the answer is not packed')
  let bytes = 0
  answer.on('data', (chunk: Buffer) => {
    bytes += chunk.length
  })
  await pipeline(answer, createGunzip(), new Writable({ write: (_chunk, _encoding, done) => done() }))
  return bytes
}

const times: number[] = []
let bytes = 0
for (let i = 0; i < Number(count); i++) {
  const from = performance.now()
  bytes = await ask()
  times.push(performance.now() - from)
}
process.stdout.write(JSON.stringify({ times, bytes }))
