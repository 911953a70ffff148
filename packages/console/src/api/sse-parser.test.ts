import { describe, expect, test } from 'vitest'
import { createSseParser } from './sse-parser.ts'

const stream =
  ': hello\n\nevent: sites\ndata: {"a":1}\n\ndata: one\ndata:two\nid: 7\n\r\nevent: incident\r\ndata: é\r\n\r\nevent: empty\n\n'
const events = [
  { name: 'sites', data: '{"a":1}' },
  { name: 'message', data: 'one\ntwo' },
  { name: 'incident', data: 'é' },
]

describe('the parser of server-sent events', () => {
  test('reads names and data, skips comments and events without data', () => {
    expect(createSseParser()(stream)).toEqual(events)
  })

  test('gives the same for every way of cutting the stream in two', () => {
    for (let cut = 0; cut <= stream.length; cut++) {
      const parse = createSseParser()
      expect([...parse(stream.slice(0, cut)), ...parse(stream.slice(cut))], `cut at ${cut}`).toEqual(events)
    }
  })

  test('keeps an event back until it is complete', () => {
    const parse = createSseParser()
    expect(parse('data: x\n')).toEqual([])
    expect(parse('\n')).toEqual([{ name: 'message', data: 'x' }])
  })
})
