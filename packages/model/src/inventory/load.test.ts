import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { loadConfig, loadTexts } from './load.ts'
import { formatProblem } from './problem.ts'
import { broken } from './testdata/broken-configs/all.ts'
import { type Broken, good } from './testdata/broken-configs/good.ts'

const textOf = ({ change, add, text }: Broken): string => text ?? good.replace(...(change ?? ['', ''])) + (add ?? '')

const saying = (text: string): string[] => loadTexts([{ name: 'c.yaml', text }]).problems.map(formatProblem)

function directory(files: Record<string, string | Uint8Array>): string {
  const dir = mkdtempSync(join(tmpdir(), 'vonggac-config-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  for (const [name, content] of Object.entries(files)) writeFileSync(join(dir, name), content)
  return dir
}

const problemsOf = (dir: string): string[] =>
  loadConfig(dir).problems.map((problem) => formatProblem(problem).replaceAll(dir, 'DIR'))

test('the configuration that the cases break is right', () => {
  expect(saying(good)).toEqual([])
})

test.for(broken)('a file that $name', (it) => {
  if (it.change) expect(good).toContain(it.change[0])
  expect(saying(textOf(it))).toEqual(it.says.map((line) => `c.yaml:${line}`))
})

test.for([
  ['loopback addresses of several devices', good.replace('10.0.0.10', '127.0.0.1').replace('10.33.1.10', '127.0.0.1')],
  ['a name in one text', good.replace('name: Hub', 'name: Trung tâm')],
  ['a version of SNMP in quotes', good.replace('version: 2c, community: {env: COMMUNITY}', 'version: "3", user: u')],
  ['an agent of a name of its own', good.replace('agent: true', 'agent: tam-ky-2')],
  [
    'an entry for the agent that a device names',
    good.replace('device: mon}', 'device: mon}, {id: tam-ky, site: tam-ky}'),
  ],
  [
    'a gateway that takes number and text as they are',
    `${good}oncall: {channels: [{id: sms, kind: sms, url: "http://x.vn/send", headers: {X-Key: "{{secrets.k}}"}, secrets: {k: {env: K}}}]}\n`,
  ],
  [
    'a gateway whose whole address is a secret',
    `${good}oncall: {channels: [{id: sms, kind: sms, url: "{{ secrets.base }}/send?to={{ to.phone | msisdn }}&text={{ text | url }}", method: GET, secrets: {base: {env: BASE}}}]}\n`,
  ],
  ['empty lists', `${good}services:\nchecks:\noncall: {channels: , notify: }\n`],
  [
    'aliases',
    good
      .replace('sla: {}', '')
      .replace('[{id: vnpt, name: VNPT}]', '[{id: vnpt, name: &n VNPT}, {id: other, name: *n}]'),
  ],
])('%s are right', ([, text]) => {
  expect(saying(text!)).toEqual([])
})

test('all problems come at once, in the order of the file', () => {
  const text = good
    .replace('provider: vnpt', 'provider: vntp')
    .replace('role: server', 'role: sever')
    .replace('{env: COMMUNITY}', 'x')
  expect(saying(text).map((line) => line.split(':').slice(1, 4).join(':'))).toEqual([
    '4:64: sites.ttdl.devices.mon.role',
    '8:34: sites.tam-ky.links.vnpt.provider',
    '12:52: snmp.credentials.wan.community',
  ])
})

test.for([
  ['a community', good.replace('{env: COMMUNITY}', 'hunter2')],
  ['a community as a map', good.replace('{env: COMMUNITY}', '{hunter2}')],
  ['a community as a list', good.replace('{env: COMMUNITY}', '[hunter2]')],
  ['a community as an alias', good.replace('{env: COMMUNITY}', '*hunter2')],
  ['a community with a tag', good.replace('{env: COMMUNITY}', '!hunter2 x')],
  ['a community as the name of a variable', good.replace('COMMUNITY', '"hunter2 "')],
  ['a community in place of the credential', good.replace('snmp: wan', 'snmp: hunter2')],
  ['a community in place of the credential map', good.replace('{version: 2c, community: {env: COMMUNITY}}', 'hunter2')],
  ['a community in quotes that never end', good.replace('{env: COMMUNITY}', '"hunter2')],
  ['a community with a stray bracket', good.replace('{env: COMMUNITY}', 'hunter2]')],
  ['a community with an escape', good.replace('{env: COMMUNITY}', '"hunter2\\q"')],
  ['a community as a key', good.replace('community: {env: COMMUNITY}', 'community: hunter2: x')],
  ['a password', `${good}oncall: {channels: [{id: m, kind: email, host: h, from: a@b, to: [a@b], password: hunter2}]}`],
  [
    'a header',
    `${good}oncall: {channels: [{id: m, kind: webhook, url: "http://x", headers: {X-Auth-Token: hunter2}}]}`,
  ],
  ['an address with a password', `${good}collector: {store: {kind: influx, url: "http://u:hunter2@x"}}`],
  ['an agent key', good.replace('device: mon}', 'device: mon, collector: {key: hunter2}}')],
])('%s that stands in a file is reported and not repeated', ([, text]) => {
  const lines = saying(text!)
  expect(lines).not.toEqual([])
  expect(lines.join('\n')).not.toContain('hunter2')
})

test('files are one document: lists follow each other, maps merge, and the place is that of the file', () => {
  const dir = directory({
    'a.yaml': good,
    'b.yml': 'snmp: {credentials: {lan: {version: 3, user: u}}}\nproviders: [{id: viettel, name: Viettel}]\n',
    'c.yaml': 'services: [{id: web, name: Web, site: tam-kyy}]\n',
    'notes.txt': '{{{',
    '.#a.yaml': '{{{',
  })
  expect(problemsOf(dir)).toEqual([
    'DIR/c.yaml:1:39: services.web.site: there is no site `tam-kyy`; did you mean `tam-ky`?',
  ])
  writeFileSync(join(dir, 'c.yaml'), '')
  const { config } = loadConfig(dir)
  expect(config?.providers.map(({ id }) => id)).toEqual(['vnpt', 'viettel'])
  expect(Object.entries(config?.snmp.credentials ?? {}).map(([id, { version }]) => [id, version])).toEqual([
    ['wan', '2c'],
    ['lan', '3'],
  ])
})

test('what can only stand once stands in one file', () => {
  const dir = directory({
    'a.yaml': `${good}\norganisation: {name: Tỉnh}\n`,
    'b.yaml': 'organisation:\n  name: Province\nsnmp: {credentials: {wan: {version: 2c}}}\n',
  })
  expect(problemsOf(dir)).toEqual([
    'DIR/b.yaml:2:9: organisation.name: can only stand once, and already stands at DIR/a.yaml:15; keep one',
    'DIR/b.yaml:3:37: snmp.credentials.wan.version: can only stand once, and already stands at DIR/a.yaml:12; keep one',
  ])
})

test('a broken file does not make the references into it dangle', () => {
  const dir = directory({
    'a.yaml': good.replace('providers: [{id: vnpt, name: VNPT}]', ''),
    'providers.yaml': 'providers: [{id: vnpt',
  })
  expect(problemsOf(dir)).toEqual(['DIR/providers.yaml:1:22: a closing `}` is missing before this'])
})

test('a directory that is none, holds nothing or cannot be read gives one clear problem', () => {
  const dir = directory({ 'a.yaml': good })
  mkdirSync(join(dir, 'empty'))
  mkdirSync(join(dir, 'empty', 'sub.yaml'))
  expect(problemsOf(join(dir, 'none'))).toEqual([
    'DIR:1:1: no such directory; give the one that holds the *.yaml files',
  ])
  expect(problemsOf(join(dir, 'a.yaml'))).toEqual([
    'DIR:1:1: this is a file; give the directory that holds the *.yaml files',
  ])
  expect(problemsOf(join(dir, 'empty'))).toEqual([
    'DIR:1:1: no *.yaml file in this directory; a configuration starts with one such as sites.yaml',
  ])
})

test('files that are no text, lead nowhere or are far too large are named', () => {
  const dir = directory({ 'a.yaml': good, 'b.yaml': Uint8Array.of(0x61, 0xff, 0xfe), 'c.yaml': ' '.repeat(3_000_000) })
  symlinkSync('/nowhere/at/all', join(dir, 'd.yaml'))
  expect(problemsOf(dir)).toEqual([
    'DIR/b.yaml:1:1: not UTF-8 text; save the file in UTF-8',
    'DIR/c.yaml:1:1: larger than 2 MiB, which no configuration is; was another file saved under this name?',
    'DIR/d.yaml:1:1: a link that leads nowhere',
  ])
})

test('a file without permission is named', () => {
  const dir = directory({ 'a.yaml': good })
  chmodSync(join(dir, 'a.yaml'), 0)
  // Root may read everything, and the suite may run as root.
  const expected = process.getuid?.() === 0 ? [] : ['DIR/a.yaml:1:1: no permission to read this file']
  expect(problemsOf(dir)).toEqual(expected)
})

test('a file that is something else altogether gives a bounded list', () => {
  const lines = saying(Array.from({ length: 2_000 }, (_, i) => `key${i}: 1`).join('\n'))
  expect(lines).toHaveLength(501)
  expect(lines.at(-1)).toBe('c.yaml:501:1: 1500 more problems from here on')
})

test('an alias bomb is a problem, not the end of the memory', () => {
  const levels = Array.from({ length: 30 }, (_, i) => `l${i + 1}: &l${i + 1} [${Array(10).fill(`*l${i}`).join(', ')}]`)
  expect(saying(`l0: &l0 [x, x]\n${levels.join('\n')}`).join()).toMatch(
    /more than 500000 values, counting what aliases repeat/,
  )
})

test.for([
  ['lists in lists', '['.repeat(50_000)],
  ['maps in maps', Array.from({ length: 3_000 }, (_, i) => `${' '.repeat(i)}a:`).join('\n')],
  ['closed lists in lists', `sites: ${'['.repeat(60)}${']'.repeat(60)}`],
])('%s without end are a problem', ([, text]) => {
  expect(saying(text!)).not.toEqual([])
})

const ofYaml = fc.string({
  unit: fc.constantFrom(...'ab: -\n[]{}"\'#&*!|>%@,?~0\t', 'sites', 'id: ', '\n  - ', 'name'),
  maxLength: 60,
})

test('no text makes the loader throw, and every problem has a place', () => {
  fc.assert(
    fc.property(fc.oneof(ofYaml, fc.string({ unit: 'binary' })), (text) => {
      const { config, problems } = loadTexts([{ name: 'c.yaml', text }])
      expect(config === undefined).toBe(problems.length > 0)
      for (const { line, col } of problems) expect(line > 0 && col > 0).toBe(true)
    }),
    { numRuns: 1_000 },
  )
})

test('no change of a character makes the loader throw', () => {
  const anywhere = fc.integer({ min: 0, max: good.length - 1 })
  fc.assert(
    fc.property(anywhere, fc.constantFrom(...':-[]{}"\'&*\n\t ,0a', ''), (at, char) => {
      const { config, problems } = loadTexts([{ name: 'c.yaml', text: good.slice(0, at) + char + good.slice(at + 1) }])
      expect(config === undefined).toBe(problems.length > 0)
    }),
    { numRuns: 400 },
  )
})
