import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { silentLog, systemClock } from '@vonggac/model'
import { checkKinds, type H323Config } from '@vonggac/model/inventory'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createH323Probe } from '../../packages/agent/src/probes/h323/index.ts'
import { decodeQ931, messageTypes } from '../../packages/agent/src/probes/h323/q931.ts'
import { callAnswer } from '../../packages/agent/src/probes/h323/signalling.ts'
import { createFrameReader } from '../../packages/agent/src/probes/h323/tpkt.ts'
import { type Asterisk, startAsterisk } from '../support/asterisk-h323.ts'
import { recordingRelay } from '../support/recording-relay.ts'
import { dissect } from '../support/tshark.ts'
import { eventually } from '../support/vonggac.ts'

const root = process.env.VONGGAC_H323_ROOT
const there = root !== undefined && existsSync(join(root, 'usr', 'sbin', 'asterisk'))
const missing = `${root === undefined ? 'VONGGAC_H323_ROOT is not set' : `there is no Asterisk in ${root}`}: make its tree with \`node test/support/make-h323-root.mjs DIR\` and set VONGGAC_H323_ROOT=DIR`

if (!there) {
  console.warn(`A real endpoint of H.323 is not tested: ${missing}`)
  test.skip(`a real endpoint of H.323 (Asterisk with ooh323). ${missing}`, () => {})
}

describe.runIf(there)('Asterisk with ooh323, an endpoint that is none of ours', () => {
  let asterisk: Asterisk
  beforeAll(async () => {
    asterisk = await startAsterisk(root!)
  }, 30_000)
  afterAll(() => asterisk?.[Symbol.asyncDispose]())

  function call(options: Partial<H323Config>, signal: AbortSignal = AbortSignal.timeout(5_000)) {
    const config = checkKinds.h323.config.parse({ host: '127.0.0.1', port: asterisk.port, ...options })
    return createH323Probe({ clock: systemClock, log: silentLog }).run(config as H323Config, {
      clock: systemClock,
      signal,
      secret: () => '',
    })
  }

  /** That no call is left, by its own word. */
  const idle = () =>
    eventually(
      async () => {
        const channels = await asterisk.console('core show channels')
        return /^0 active channels/m.test(channels) && /^0 active calls?/m.test(channels) ? true : undefined
      },
      { what: 'an end of all calls' },
    )

  test('it takes the call, and the release: its trace says that we cleared, and no call is left', async () => {
    const before = asterisk.trace().length
    const reading = await call({ alias: '1000' })
    expect(reading).toMatchObject({
      status: 'ok',
      measured: [{ fields: { reply: 'callProceeding', result_code: 0n, product: expect.stringContaining('ooh323') } }],
    })
    await idle()
    const trace = asterisk.trace().slice(before)
    expect(trace).toContain('UUIE decode successful')
    expect(trace).toContain('H.225 Release Complete message received')
    expect(trace).toContain('reason:OO_REASON_REMOTE_CLEARED')
    expect(trace).not.toMatch(/decode (failed|error)/i)
  })

  test.for([
    { alias: '1000', expect: ['connect' as const], reply: 'connect' },
    { alias: '2000', expect: ['alerting' as const], reply: 'alerting' },
  ])('a call to $alias comes as far as $reply, and no call is left', async ({ alias, expect: wanted, reply }) => {
    expect(await call({ alias, expect: wanted })).toMatchObject({ status: 'ok', measured: [{ fields: { reply } }] })
    await idle()
  })

  test('our decoder reads its answers as tshark does', async () => {
    await using relay = await recordingRelay(asterisk.port)
    // Taken: after many calls in a row this endpoint rejects some for a while, which says less.
    expect(await call({ port: relay.port, alias: '1000', expect: ['connect'] })).toMatchObject({ status: 'ok' })
    await call({ port: relay.port, alias: '9999', expect: ['connect'] })
    const { rows, remarks } = await dissect(relay.conversation, 'h225 && tcp.srcport == 1720', [
      ...['q931.call_ref', 'q931.message_type', 'q931.cause_value', 'h225.productId', 'h225.versionId'],
    ])
    expect(remarks).toBe('')
    // Two messages may share a segment; tshark lists their values with commas.
    const theirs = rows.flatMap(([references = '', types = '']) =>
      references.split(',').map((reference, i) => ({ reference, type: types.split(',')[i] })),
    )
    const frames = createFrameReader()
    const ours = relay.conversation
      .filter(({ from }) => from.port === 1_720)
      .flatMap(({ payload }) => frames.feed(Buffer.from(payload)))
      .map(decodeQ931)
    expect(ours.length).toBeGreaterThan(2)
    expect(
      ours.map(({ callReference, typeCode }) => ({
        reference: callReference.toString(16).padStart(4, '0'),
        type: `0x${typeCode.toString(16).padStart(2, '0')}`,
      })),
    ).toEqual(theirs)
    const answers = ours.map((message) => callAnswer({ ...message, type: message.type ?? 'status' }))
    expect(answers.every(({ readable }) => readable)).toBe(true)
    const texts = (column: number) => rows.flatMap((row) => (row[column] === '' ? [] : row[column]!.split(',')))
    expect(answers.flatMap(({ cause }) => (cause === undefined ? [] : [`${cause}`]))).toEqual(texts(2))
    expect(answers.flatMap(({ peer }) => peer?.vendor?.productId ?? [])).toEqual(texts(3))
    expect(answers.flatMap(({ peer }) => peer?.vendor?.versionId ?? [])).toEqual(texts(4))
    expect(Object.values(messageTypes)).toEqual(expect.arrayContaining(answers.map(({ reply }) => reply)))
  })

  test('a run that stops while it rings leaves no call', async () => {
    const stop = new AbortController()
    const run = call({ alias: '2000', expect: ['connect'] }, stop.signal)
    await eventually(
      async () => (/^1 active channel/m.test(await asterisk.console('core show channels')) ? true : undefined),
      { what: 'a call that rings' },
    )
    stop.abort(new Error('stopping'))
    await expect(run).rejects.toThrow('stopping')
    await idle()
  })

  test('eight calls one after another leave nothing', async () => {
    for (let i = 0; i < 8; i++) expect(await call({ alias: '1000' })).toMatchObject({ status: 'ok' })
    await idle()
  })
})
