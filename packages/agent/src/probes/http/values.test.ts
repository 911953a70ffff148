import type { WebValue } from '@vonggac/model/inventory'
import { expect, test } from 'vitest'
import { createMarkup } from '../markup/markup.ts'
import { createExpressions } from './expressions.ts'
import { createPage } from './page.ts'
import { readValues } from './values.ts'

const markup = createMarkup()
const tools = { expressions: createExpressions(), hide: (text: string) => text.replaceAll('24681357', '[password]') }
const plain = { type: 'number', unit: '', optional: false, decimalComma: false } as const

async function read(text: string, ...wanted: readonly object[]) {
  await markup.load()
  const headers = new Map([['x-total', '7']])
  const response = { status: 200, headers, cookies: [], body: Buffer.from(text), bodyBytes: 0, truncated: false }
  const page = createPage(response, { maxBytes: 100_000, markup, hide: tools.hide })
  const { values, troubles } = readValues(
    wanted.map((one) => ({ name: 'v', ...plain, ...one }) as WebValue),
    page,
    tools,
  )
  return [
    values.map(({ fields }) => fields.value ?? fields.text),
    troubles.map(({ status, error, text }) => `${status} ${error}: ${text}`),
  ]
}

const JSON_BODY = JSON.stringify({ received: 22137, late: '1.234,5', ok: true, sip: 'Failed', list: [], pin: 24681357 })

test.for<[string, object, (number | string)[], string[]]>([
  ['a number', { json: 'received' }, [22137], []],
  ['a text that is a number', { json: 'late', decimalComma: true }, [1234.5], []],
  ['the same without saying so', { json: 'late' }, [], ['fail mismatch: no v: it is "1.234,5", expected a number']],
  ['a scaled number', { json: 'received', scale: 0.001 }, [22.137], []],
  [
    'one above its limit',
    { json: 'received', failAbove: 500, unit: 'dossiers' },
    [22137],
    ['fail threshold: v is 22137 dossiers, above 500'],
  ],
  [
    'one above the lesser limit',
    { json: 'received', warnAbove: 500, failAbove: 30_000 },
    [22137],
    ['warn threshold: v is 22137, above 500'],
  ],
  [
    'one below its limit',
    { json: 'received', failBelow: 30_000 },
    [22137],
    ['fail threshold: v is 22137, below 30000'],
  ],
  ['a truth', { json: 'ok', type: 'boolean' }, [1], []],
  ['a text', { json: 'sip', type: 'text' }, ['Failed'], []],
  [
    'a state',
    { json: 'sip', type: 'text', states: { Failed: 'fail: not registered' } },
    ['Failed'],
    ['fail down: v is "Failed": not registered'],
  ],
  [
    'a state that is not listed',
    { json: 'sip', type: 'text', states: { Ok: 'ok', '*': 'warn' } },
    ['Failed'],
    ['warn threshold: v is "Failed"'],
  ],
  ['a state that is all right', { json: 'sip', type: 'text', states: { Failed: 'ok', '*': 'fail' } }, ['Failed'], []],
  ['nothing', { json: 'gone' }, [], ['fail mismatch: no v: gone is missing']],
  ['nothing, which is allowed', { json: 'gone', optional: true }, [], []],
  ['a list', { json: 'list', type: 'text' }, [], ['fail mismatch: no v: it is a list of 0, expected a text']],
  ['a header', { header: 'X-Total' }, [7], []],
  ['a match', { regex: '"received":(\\d+)' }, [22137], []],
  ['no match', { regex: 'sent:(\\d+)' }, [], ['fail mismatch: no v: nothing matches "sent:(\\d+)"']],
  ['a secret made of digits', { json: 'pin' }, [], ['fail mismatch: no v: it is [password], expected a number']],
])('%s', async ([, wanted, values, troubles]) => expect(await read(JSON_BODY, wanted)).toEqual([values, troubles]))

test('values of a page', async () => {
  const page = '<table><tr><th>Tiếp nhận<td id=a>22.137<tr><th>Quá hạn<td id=b> 5 </table>'
  const wanted = [{ xpath: '//td[@id="a"]', decimalComma: true }, { xpath: '//td[@id="b"]' }, { xpath: 'count(//tr)' }]
  expect(await read(page, ...wanted)).toEqual([[22137, 5, 2], []])
})

test('the worst trouble comes first', async () => {
  const [, troubles] = await read(JSON_BODY, { json: 'received', warnAbove: 1 }, { json: 'received', failAbove: 1 })
  expect(troubles).toEqual(['fail threshold: v is 22137, above 1', 'warn threshold: v is 22137, above 1'])
})
