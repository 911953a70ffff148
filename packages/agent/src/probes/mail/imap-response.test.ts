import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createImapResponseReader, type ImapResponse } from './imap-response.ts'
import { imapPairs, parseImapValues } from './imap-value.ts'

/** Reads what a server says, in pieces of `size` bytes. */
function read(said: string, size = 100_000): ImapResponse[] {
  const reader = createImapResponseReader()
  const bytes = Buffer.from(said, 'latin1')
  const responses: ImapResponse[] = []
  for (let at = 0; at < bytes.length; at += size) responses.push(...reader.feed(bytes.subarray(at, at + size)))
  return responses
}

test('responses with literals are the same whatever pieces they come in', () => {
  const said =
    '* OK [CAPABILITY IMAP4rev1 UIDPLUS] ready {5}\r\n* 3 EXISTS\r\n' +
    '* 1 FETCH (UID 7 BODY[HEADER]<0> {9}\r\nA: b)\r\n\r\n BODY[TEXT]<0> {0}\r\n)\r\n+ \r\nv1 OK done\r\n'
  for (const size of [1, 2, 5, 100_000]) {
    const [greeting, exists, fetched, more, done, ...rest] = read(said, size)
    expect(rest).toEqual([])
    expect(greeting).toMatchObject({ tag: '*', name: 'OK', code: 'CAPABILITY IMAP4rev1 UIDPLUS', text: 'ready {5}' })
    expect(exists).toMatchObject({ tag: '*', number: 3, name: 'EXISTS', values: [] })
    expect(fetched).toMatchObject({ number: 1, name: 'FETCH' })
    expect([...imapPairs(fetched!.values[0])]).toEqual([
      ['UID', '7'],
      ['BODY[HEADER]<0>', 'A: b)\r\n\r\n'],
      ['BODY[TEXT]<0>', ''],
    ])
    expect(more).toMatchObject({ tag: '+' })
    expect(done).toMatchObject({ tag: 'v1', name: 'OK', text: 'done' })
  }
})

test.for<[string, string, unknown]>([
  [
    'a folder',
    '* LIST (\\HasNoChildren \\Junk) "." "Th&AbA- r&AOE-c"\r\n',
    [['\\HasNoChildren', '\\Junk'], '.', 'Th&AbA- r&AOE-c'],
  ],
  ['a folder with quotes in its name', '* LIST () "/" "a\\"b\\\\c"\r\n', [[], '/', 'a"b\\c']],
  ['a quota', '* QUOTA "User quota" (STORAGE 10 512)\r\n', ['User quota', ['STORAGE', '10', '512']]],
  [
    'a section with fields',
    '* 1 FETCH (BODY[HEADER.FIELDS (DATE FROM)] "x")\r\n',
    [['BODY[HEADER.FIELDS (DATE FROM)]', 'x']],
  ],
  ['an empty search', '* SEARCH\r\n', []],
])('%s', ([, said, values]) => expect(read(said)[0]!.values).toEqual(values))

test.for([
  ['another protocol', '220 mx ESMTP\r\n', 'does not speak IMAP: it says "220 mx ESMTP"'],
  ['a line without an end', 'x'.repeat(70_000), 'does not come to the end of a line'],
  ['a literal of two gigabytes', '* 1 FETCH (BODY[] {2000000000}\r\n', 'announces 2000000000 bytes'],
  ['a literal longer than any number', '* 1 FETCH (BODY[] {99999999999999999999}\r\nx', 'unbalanced parentheses'],
  ['literals without an end', `* X ${'{0}\r\n'.repeat(60)}`, 'announces 0 bytes'],
  ['a list without an end', '* LIST (a\r\n', 'unbalanced parentheses'],
  ['a list without a begin', '* LIST a)\r\n', 'unbalanced parentheses'],
  ['a list in a list in a list', `* X ${'('.repeat(60)}\r\n`, 'nests too deep'],
  ['a string without an end', '* LIST "a\r\n', 'string without an end'],
  ['a bracket without an end', '* LIST a[b\r\n', 'bracket without an end'],
  ['too many values', `* SEARCH ${'1 '.repeat(25_000)}\r\n`, 'too many values'],
])('%s is refused', ([, said, message]) => {
  for (const size of [7, 100_000]) expect(() => read(said!, size)).toThrow(message)
})

test('any bytes are responses or a ProbeFailure', () => {
  const piece = fc.oneof(
    fc.uint8Array({ maxLength: 30 }).map((bytes) => Buffer.from(bytes)),
    fc
      .constantFrom('* 1 FETCH (', '{3}\r\n', '"', '\\', ')', '[', '\r\n', '* OK ', 'v1 ')
      .map((text) => Buffer.from(text)),
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const reader = createImapResponseReader()
      try {
        for (const bytes of pieces) reader.feed(bytes)
      } catch (error) {
        expect((error as Error).name).toBe('ProbeFailure')
      }
    }),
  )
})

test('what is nasty to cut up is cut up in time', () => {
  for (const nasty of ['"', '"\\', '[', '"\\"', '(['])
    expect(() => parseImapValues([Buffer.from(nasty.repeat(60_000 / nasty.length))])).toThrow()
})
