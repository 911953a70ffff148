import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { gzipSync } from 'node:zlib'
import { InfluxDB } from 'influx'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dataDirectory, makeKeys, smallNetwork, storedValues } from '../support/collector-fixture.ts'
import { type CollectorProcess, startCollectorProcess } from '../support/collector-process.ts'
import { eventually } from '../support/vonggac.ts'

const run = promisify(execFile)

let dir: Awaited<ReturnType<typeof dataDirectory>>
let collector: CollectorProcess
let key: string
let host: string
let port: number
beforeAll(async () => {
  dir = await dataDirectory()
  collector = await startCollectorProcess({ config: smallNetwork(), dataDir: dir.path })
  key = (await makeKeys(dir.path)).key
  host = new URL(collector.url).hostname
  port = Number(new URL(collector.url).port)
})
afterAll(async () => {
  await collector[Symbol.asyncDispose]()
  await dir[Symbol.asyncDispose]()
})

/** Waits until the store has so many values of a measurement: the write had its answer before that. */
const stored = (measurement: string, field: string, count: number) =>
  eventually(async () => ((await storedValues(collector.url, measurement, field)) === count ? true : undefined), {
    what: `${count} of ${measurement}.${field}`,
  })

test('the influx package makes a database, finds it, and writes', async () => {
  const influx = new InfluxDB({ host, port, database: 'telegraf', username: 'hub', password: key })
  await influx.createDatabase('telegraf')
  expect(await influx.getDatabaseNames()).toContain('telegraf')
  expect((await influx.ping(2_000)).every(({ online, version }) => online && version?.startsWith('1.8'))).toBe(true)
  await influx.writePoints([
    { measurement: 'from_package', tags: { host: 'a b' }, fields: { v: 1 } },
    { measurement: 'from_package', tags: { host: 'c,d' }, fields: { v: 2 } },
  ])
  await stored('from_package', 'v', 2)
  await expect(influx.query('SELECT * FROM m')).rejects.toThrow(/takes writes only/)
})

test('the influx package without credentials writes where this machine is trusted', async () => {
  const influx = new InfluxDB({ host, port, database: 'telegraf' })
  await influx.writePoints([{ measurement: 'from_default', fields: { v: 1 } }])
  await stored('from_default', 'v', 1)
})

test('the influx package hears of a wrong key', async () => {
  const influx = new InfluxDB({ host, port, database: 'x', username: 'hub', password: 'vgk_wrong' })
  await expect(influx.writePoints([{ measurement: 'm', fields: { v: 1 } }])).rejects.toThrow(/authorization failed/)
})

/** The `influx` command line of the Debian package influxdb-client. */
const influxCli = (...args: string[]) =>
  run('influx', ['-host', host, '-port', String(port), '-username', 'hub', '-password', key, ...args]).catch(
    (error) => {
      if (error.code === 'ENOENT')
        throw new Error('influx cannot be started; it is in the Debian package influxdb-client')
      throw error
    },
  )

test('the influx command line inserts', async () => {
  await influxCli('-database', 'lab', '-execute', 'INSERT from_cli,host=a v=1,w=2i')
  await stored('from_cli', 'v', 1)
})

test('the influx command line imports a file', async () => {
  const file = join(dir.path, 'import.txt')
  const lines = Array.from({ length: 50 }, (_, i) => `from_import,host=h${i} v=${i} ${Date.now() - i}000000`)
  await writeFile(file, ['# DDL', 'CREATE DATABASE lab', '# DML', '# CONTEXT-DATABASE: lab', ...lines, ''].join('\n'))
  const { stdout, stderr } = await influxCli('-import', '-path', file, '-precision', 'ns')
  expect(`${stdout}${stderr}`).toMatch(/Processed 50 inserts[\s\S]*Failed 0 inserts/)
  await stored('from_import', 'v', 50)
})

test('curl writes what Telegraf puts out, packed', async () => {
  const at = `${Date.now()}000000`
  const telegraf = [
    `cpu,cpu=cpu-total,host=srv1 usage_user=1.2,usage_system=0.5,usage_idle=98.3 ${at}`,
    `mem,host=srv1 total=8233013248i,available=5931339776i,used_percent=27.9 ${at}`,
    `net,host=srv1,interface=eth0 bytes_recv=123i,bytes_sent=456i,err_in=0i ${at}`,
    `system,host=srv1 uptime_format="3 days, 4:05",load1=0.12 ${at}`,
    '',
  ].join('\n')
  const file = join(dir.path, 'telegraf.gz')
  await writeFile(file, gzipSync(telegraf))
  const { stdout } = await run('curl', [
    '-sS',
    '-o',
    '/dev/null',
    '-w',
    '%{http_code}',
    '-H',
    'Content-Encoding: gzip',
    '-H',
    'Content-Type: text/plain; charset=utf-8',
    '-H',
    'User-Agent: Telegraf/1.30.0 Go/1.22.0',
    '-u',
    `hub:${key}`,
    '--data-binary',
    `@${file}`,
    `${collector.url}/write?db=telegraf&consistency=any`,
  ])
  expect(stdout).toBe('204')
  await stored('cpu', 'usage_idle', 1)
  await stored('mem', 'total', 1)
  await stored('net', 'bytes_recv', 1)
})

test('a client that sends far too much hears so before it has sent it all', async () => {
  const file = join(dir.path, 'big.txt')
  await writeFile(file, 'm v=1\n'.repeat(2_000_000))
  const { stdout } = await run('curl', [
    '-sS',
    '-o',
    '/dev/null',
    '-w',
    '%{http_code}',
    '--data-binary',
    `@${file}`,
    `${collector.url}/write?db=x`,
  ])
  expect(stdout).toBe('413')
})

/** A body whose length is not said beforehand. */
const chunked = (text: string) => new Blob([text]).stream()

test.for([
  { name: 'a query', path: '/query', type: 'text/plain', text: 'SHOW DATABASES', status: 200 },
  { name: 'a query without an end', path: '/query', type: 'text/plain', text: 'x'.repeat(70_000), status: 413 },
  {
    name: 'a note',
    path: '/api/v1/incidents/x/notes',
    type: 'application/json',
    text: '{"by":"a","text":"b"}',
    status: 404,
  },
  { name: 'no JSON', path: '/api/v1/incidents/x/ack', type: 'application/json', text: '{', status: 400 },
])('takes $name in pieces: $status', async ({ path, type, text, status }) => {
  const asked = { method: 'POST', headers: { 'content-type': type }, body: chunked(text), duplex: 'half' } as const
  const answer = await fetch(`${collector.url}${path}`, asked)
  expect(answer.status, await answer.text()).toBe(status)
})

test('refuses other methods with a body on the way of incidents', async () => {
  const asked = { method: 'PUT', headers: {}, body: chunked('x'), duplex: 'half' } as const
  expect((await fetch(`${collector.url}/api/v1/incidents/x/ack`, asked)).status).toBe(405)
})

test.for([
  { name: 'no HTTP', sent: '\x16\x03\x01hello\r\n\r\n', status: 400 },
  { name: 'an endless address', sent: `GET /${'a'.repeat(20_000)} HTTP/1.1\r\nHost: x\r\n\r\n`, status: 431 },
])('answers $name with a problem document', async ({ sent, status }) => {
  const socket = connect(port, host)
  socket.end(sent)
  const answer = (await socket.setEncoding('latin1').toArray()).join('')
  expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `))
  expect(JSON.parse(answer.slice(answer.indexOf('{')))).toMatchObject({ status, type: 'about:blank' })
})
