import { PassThrough } from 'node:stream'
import { ConfigError } from '@vonggac/model'
import { expect, test } from 'vitest'
import { UsageError } from './command.ts'
import { planFromInput } from './plan.ts'

const never = new AbortController().signal
/** A line separator of Unicode is none of JSON's. */
const start = { plan: { agent: 'hub\u2028', site: 's', checks: [] }, agent: { id: 'hub' } }

test('a plan comes as a line, in whatever pieces, and the input stays open', async () => {
  const input = new PassThrough()
  const plan = planFromInput(input, never)
  const bytes = Buffer.from(`${JSON.stringify(start)}\n`)
  for (const at of bytes.keys()) input.write(bytes.subarray(at, at + 1))
  expect(await plan).toEqual(start)
  expect(input.readableEnded).toBe(false)
  expect(input.listenerCount('data')).toBe(0)
})

test('the end of the input is the end of the line', async () => {
  const input = new PassThrough()
  input.end(JSON.stringify(start))
  expect(await planFromInput(input, never)).toEqual(start)
})

test('no plan, and what is none, are told', async () => {
  const empty = new PassThrough()
  empty.end()
  await expect(planFromInput(empty, never)).rejects.toThrow(UsageError)
  const stopping = new AbortController()
  const waiting = planFromInput(new PassThrough(), stopping.signal)
  stopping.abort()
  await expect(waiting).rejects.toThrow('standard input ended before there was a plan')
  const other = new PassThrough()
  other.end('hello\n')
  await expect(planFromInput(other, never)).rejects.toThrow(ConfigError)
})
