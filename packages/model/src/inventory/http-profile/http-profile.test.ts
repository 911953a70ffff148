import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { checkKinds } from '../kinds/index.ts'
import { loadTexts } from '../load.ts'
import { formatProblem } from '../problem.ts'
import { withHttpProfile } from './apply.ts'
import { loadHttpProfiles } from './load.ts'

const { profiles, problems } = loadHttpProfiles()

test('the shipped profiles are right', () => {
  expect(problems.map(formatProblem)).toEqual([])
  expect(profiles.map(({ id }) => id)).toEqual(['cisco-xapi', 'poly-device', 'poly-lines', 'poly-session'])
})

test.for(profiles)('$id is a check as it is', (profile) => {
  const options = withHttpProfile({ profile: profile.id, url: 'https://10.33.2.20' }, profiles)
  const config = checkKinds.http.config.parse(options)
  expect(config.url).toBe(`https://10.33.2.20${profile.path}`)
  expect(checkKinds.http.config.parse(config)).toEqual(config)
})

test('what a check says itself goes before its profile', () => {
  const own = {
    profile: 'poly-lines',
    url: 'https://10.33.2.20/other',
    maxRedirects: 0,
    expect: { status: [200] },
    values: [{ name: 'registration', json: '$.x', type: 'text' }],
  }
  const { url, maxRedirects, expect: expected, values } = withHttpProfile(own, profiles) as typeof own
  expect({ url, maxRedirects }).toEqual({ url: 'https://10.33.2.20/other', maxRedirects: 0 })
  expect(expected).toEqual({ status: [200], json: [{ path: '$.Status', equals: '2000' }] })
  expect(values.map(({ name, json }) => [name, json])).toEqual([
    ['registration', '$.x'],
    ['proxy', '$.data[0].ProxyAddress'],
  ])
})

const config = (profile: string) => `sites: [{id: a, name: A, kind: hub}]
agents: [{id: hub, site: a, hub: true}]
services: [{id: web, name: Web, site: a, checks: [{kind: http, profile: ${profile}, url: "https://10.33.2.20"}]}]
`
const load = (text: string) => loadTexts([{ name: 'c.yaml', text }], [], { devices: [], endpoints: profiles })

test('a configuration with a profile is a configuration with its values', () => {
  const [check] = load(config('cisco-xapi')).config?.services[0]?.checks ?? []
  expect(check?.url).toBe('https://10.33.2.20/getxml?location=/Status')
  expect(((check?.values ?? []) as { name: string }[]).map(({ name }) => name)).toContain('sip')
})

test('a profile that nobody has written', () => {
  expect(load(config('cisco-xap')).problems.map(formatProblem)).toEqual([
    'c.yaml:3:73: services.web.checks[0].profile: there is no HTTP profile `cisco-xap`; did you mean `cisco-xapi`?',
  ])
})

test("a directory's own profiles, right and wrong", () => {
  const dir = mkdtempSync(join(tmpdir(), 'vonggac-http-profile-'))
  const at = join(dir, 'profiles', 'http')
  mkdirSync(at, { recursive: true })
  try {
    writeFileSync(join(at, 'poly-lines.yaml'), 'id: poly-lines\nname: ours\npath: /x\noptions: {warnMs: 5}\n')
    writeFileSync(
      join(at, 'bad.yaml'),
      'id: other\nname: x\npath: x\noptions: {url: "http://x", values: [{name: a, json: b, xpath: c}]}\n',
    )
    const loaded = loadHttpProfiles(dir)
    expect(loaded.profiles.find(({ id }) => id === 'poly-lines')?.name).toBe('ours')
    expect(loaded.problems.map(formatProblem).map((text) => text.slice(at.length + 1))).toEqual([
      expect.stringMatching(/^bad\.yaml:4:11: options\.url: unknown key; known here: method, /),
      'bad.yaml:3:7: path: expected a path such as /getxml?location=/Status',
      'bad.yaml:4:37: options.values[0]: expected exactly one of json, xpath, regex, header',
    ])
  } finally {
    rmSync(dir, { recursive: true })
  }
})
