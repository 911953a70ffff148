import { fakeClock } from '@vonggac/model/fake-clock'
import { expect, test } from 'vitest'
import { createListeners, type Flow } from './flow.ts'
import { newIdentity, newRequest } from './identity.ts'
import { parseDatagram } from './message.ts'
import { newTrace, type OpenRequest, transact } from './transaction.ts'

function stage(method: string, transport: Flow['transport'] = 'udp') {
  const clock = fakeClock()
  const sentAt: number[] = []
  const listeners = createListeners()
  const flow: Flow = {
    transport,
    local: { address: '10.0.0.1', port: 40_000 },
    remote: { address: '10.0.0.2', port: 5_060 },
    send: () => void sentAt.push(clock.monotonic()),
    listen: listeners.listen,
    close: () => {},
  }
  const identity = newIdentity(flow, 'sip:a@10.0.0.1', 'sip:b@10.0.0.2', 'a')
  const request = newRequest(identity, { method, uri: 'sip:b@10.0.0.2', cseq: 7 })
  const trace = newTrace()
  const stop = new AbortController()
  const provisional: number[] = []
  const run = transact(request, {
    flow,
    clock,
    signal: stop.signal,
    trace,
    onProvisional: ({ status }) => provisional.push(status),
  })
  run.catch(() => {})
  const say = (status: number, change: Partial<OpenRequest> & { vias?: number } = {}) => {
    const { branch, callId, cseq, method, vias = 1 } = { ...request, ...change }
    const via = `Via: SIP/2.0/UDP 10.0.0.1:40000;branch=${branch}\r\n`
    const text = `SIP/2.0 ${status} x\r\n${via.repeat(vias)}Call-ID: ${callId}\r\nCSeq: ${cseq} ${method}\r\n\r\n`
    listeners.message(parseDatagram(Buffer.from(text)), clock.monotonic())
  }
  return { clock, sentAt, listeners, run, trace, stop, say, provisional }
}

test('OPTIONS by UDP is sent again after 0.5, 1, 2 and then every 4 s, and given up after 32 s', async () => {
  const { clock, sentAt, run, trace } = stage('OPTIONS')
  await clock.advance(40_000)
  expect(sentAt).toEqual([0, 500, 1_500, 3_500, 7_500, 11_500, 15_500, 19_500, 23_500, 27_500, 31_500])
  expect(await run).toEqual({ response: undefined, elapsedMs: 32_000 })
  expect(trace.sent).toBe(11)
})

test('INVITE by UDP doubles its waits without end: 7 sendings in 32 s', async () => {
  const { clock, sentAt, run } = stage('INVITE')
  await clock.advance(40_000)
  expect(sentAt).toEqual([0, 500, 1_500, 3_500, 7_500, 15_500, 31_500])
  expect((await run).response).toBeUndefined()
})

test.for(['tcp', 'tls'] as const)('%s carries a request once', async (transport) => {
  const { clock, sentAt, run } = stage('OPTIONS', transport)
  await clock.advance(40_000)
  expect(sentAt).toEqual([0])
  expect((await run).elapsedMs).toBe(32_000)
})

test('a provisional answer slows OPTIONS down and ends the sending of INVITE, which then waits without limit', async () => {
  const options = stage('OPTIONS')
  await options.clock.advance(100)
  options.say(100)
  await options.clock.advance(9_000)
  expect(options.sentAt).toEqual([0, 500, 4_500, 8_500])
  options.say(200)
  expect(await options.run).toMatchObject({ response: { status: 200 }, elapsedMs: 9_100 })
  const invite = stage('INVITE')
  await invite.clock.advance(100)
  invite.say(180)
  await invite.clock.advance(100_000)
  invite.say(200)
  expect(await invite.run).toMatchObject({ response: { status: 200 }, elapsedMs: 100_100 })
  expect(invite.sentAt).toEqual([0])
  expect(invite.provisional).toEqual([180])
  expect(invite.trace.firstMs).toBe(100)
})

test('answers to other questions are counted and not heard', async () => {
  const { run, trace, say, clock } = stage('OPTIONS')
  say(200, { branch: 'z9hG4bKother' })
  say(200, { callId: 'other' })
  say(200, { cseq: 8 })
  say(200, { method: 'INVITE' })
  say(200, { vias: 2 })
  say(200, { vias: 0 })
  expect(trace.strays).toBe(6)
  await clock.advance(10)
  say(486)
  expect(await run).toMatchObject({ response: { status: 486 }, elapsedMs: 10 })
})

test('it ends with what the flow fails with, with the signal, and sends nothing after that', async () => {
  const refused = stage('OPTIONS')
  refused.listeners.failed(new Error('ECONNREFUSED'))
  await expect(refused.run).rejects.toThrow('ECONNREFUSED')
  const stopped = stage('OPTIONS')
  stopped.stop.abort(new Error('stopping'))
  await expect(stopped.run).rejects.toThrow('stopping')
  await stopped.clock.advance(40_000)
  expect(stopped.sentAt).toEqual([0])
})
