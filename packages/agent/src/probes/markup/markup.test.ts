import fc from 'fast-check'
import { beforeAll, expect, test } from 'vitest'
import { createMarkup } from './markup.ts'

/** What ends these documents is what they are, however busy the machine is. */
const markup = createMarkup(60_000)
beforeAll(() => markup.load())
const xml = (text: string, path: string) => markup.read(text, true).find(path)
const html = (text: string, path: string) => markup.read(text, false).find(path)

const STATUS = `<?xml version="1.0"?>
<Status xmlns="urn:x" product="Cisco Codec"><SIP><Registration item="1"><Status>Registered</Status></Registration>
<Registration item="2"><Status>Inactive</Status></Registration></SIP>
<c:Uptime xmlns:c="urn:c">593135</c:Uptime><Name><![CDATA[Phòng <họp>]]></Name></Status>`

test.for<[string, unknown]>([
  ['/Status/SIP/Registration[1]/Status', 'Registered'],
  ["count(//Registration[Status='Registered'])", 1],
  ['//Uptime', '593135'],
  ['number(//Uptime) div 3600 > 100', true],
  ['/Status/@product', 'Cisco Codec'],
  ['//Name', 'Phòng <họp>'],
  ['//Registration[last()]/@item', '2'],
  ["//Registration[@item='2']/preceding-sibling::Registration/Status", 'Registered'],
  ['//Gone', undefined],
  ['sum(//Gone)', 0],
  ['string(//Gone)', ''],
  ['(//Registration | //Uptime)[last()]', '593135'],
])('in XML %s is %j', ([path, value]) => expect(xml(STATUS, path)).toBe(value))

const PAGE = `<!DOCTYPE html><title>Đăng nhập</title><form action=/login><p>Chào<p>mừng
<input type=hidden name="_token" value="a&amp;b"><table><tr><td>22.137<td>5</table><img src=x><br>`

test.for<[string, unknown]>([
  ["//input[@name='_token']/@value", 'a&b'],
  ['//title', 'Đăng nhập'],
  ['/html/body/form/table/tbody/tr/td[2]', '5'],
  ['count(//p)', 2],
  ['normalize-space(//p[2])', 'mừng'],
])('in HTML with faults %s is %j', ([path, value]) => expect(html(PAGE, path)).toBe(value))

const LOL = `<!DOCTYPE lolz [<!ENTITY lol "lol"><!ENTITY a "&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;&lol;">
<!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]><lolz>&c;</lolz>`
const FOREIGN = `<!DOCTYPE x [<!ENTITY secret SYSTEM "file:///etc/passwd">]><x>&secret;</x>`

/** Each paragraph opens all of the 400 anew. */
const REPEATED = `<p>${Array.from({ length: 400 }, (_, n) => `<b x=${n}>`).join('')}</p>${'<p>x</p>'.repeat(1_000)}`

test.for<[string, string, boolean, RegExp]>([
  ['entities that multiply', LOL, true, /entities of its own, which are not expanded/],
  ['an entity that is a file', FOREIGN, true, /entities of its own, which are not expanded/],
  ['XML nested deep', '<a>'.repeat(200_000), true, /nested more than 500 deep/],
  ['HTML nested deep', '<div>'.repeat(200_000), false, /nested more than 500 deep/],
  ['XML of many elements', `<a>${'<b/>'.repeat(300_000)}</a>`, true, /more than 100000 elements/],
  ['HTML of many elements', '<b></b>'.repeat(300_000), false, /more than 100000 elements/],
  ['XML of many attributes', `<a>${'<b c="" d="" e="" f=""/>'.repeat(30_000)}</a>`, true, /more than 100000 elements/],
  ['formatting that HTML repeats', REPEATED, false, /more than 100000 elements/],
  ['JSON', '{"a": 1}', true, /no well-formed XML/],
  ['a page', PAGE, true, /no well-formed XML/],
  ['nothing', '', true, /no well-formed XML/],
  ['an end too early', STATUS.slice(0, -9), true, /no well-formed XML: .*unclosed/],
])('%s ends with a sentence, soon', ([, text, isXml, sentence]) => {
  expect(() => markup.read(text, isXml)).toThrow(
    expect.objectContaining({ code: 'protocol', message: expect.stringMatching(sentence) }),
  )
})

test('a path that is none of its language says so, as our own trouble', () => {
  expect(() => xml('<a/>', 'nonsense(//a)')).toThrow(expect.objectContaining({ code: 'local' }))
})

test('garbage of any kind is read or refused, and never anything else', () => {
  const piece = fc.constantFrom(
    '<',
    '>',
    '</',
    'a',
    '<a>',
    '</a>',
    '&',
    ';',
    '&#x;',
    '"',
    "'",
    '=',
    '<!--',
    '-->',
    '<![CDATA[',
    ']]>',
    '<?',
    '\0',
    '\ud800',
    '<table>',
    '<template>',
    '<svg>',
    '<!DOCTYPE',
  )
  fc.assert(
    fc.property(
      fc.array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 60 }),
      fc.boolean(),
      (pieces, isXml) => {
        try {
          markup.read(pieces.join(''), isXml).find('string(//a/@b)')
        } catch (error) {
          expect(error).toMatchObject({ code: 'protocol' })
        }
      },
    ),
    { numRuns: 300 },
  )
})

test('a document that takes too long is ended, and told apart from a machine without time', async () => {
  const hasty = createMarkup(1)
  await hasty.load()
  const table = `<table>${'<tr><td>1</td></tr>'.repeat(20_000)}</table>`
  expect(() => hasty.read(table, false)).toThrow(/takes longer than 1 ms to read|this machine is too busy/)
})
