import type { Broken } from './good.ts'

const GATEWAY = 'gateway: 10.33.1.1'
const KIND = '    kind: district'
const NAME = '    name: Tam Kỳ'

/** What can be wrong with a file as such. */
export const brokenDocuments: readonly Broken[] = [
  {
    name: 'leaves out the quotes of a number',
    change: ['name: VNPT}', 'name: VNPT, phone: 0901}'],
    says: ['2:43: providers.vnpt.phone: expected a text; found a number; put it in quotes'],
  },
  {
    name: 'repeats a key',
    change: [
      KIND,
      `${KIND}
    kind: hub`,
    ],
    says: ['8:5: sites.tam-ky.kind: stands twice in this map, first at c.yaml:7; keep one'],
  },
  {
    name: 'indents with a tab',
    change: [KIND, '	kind: district'],
    says: [
      '7:1: a tab cannot indent; use spaces',
      '9:1: the indentation does not fit what stands above; use the same number of spaces for all keys of one map',
    ],
  },
  {
    name: 'leaves a quote open',
    change: [NAME, '    name: "Tam Kỳ'],
    says: ['6:11: this text in quotes never ends; a closing quote is missing'],
  },
  {
    name: 'leaves a bracket open',
    change: [`${GATEWAY}}]`, `${GATEWAY}}`],
    says: ['9:5: a closing `]` is missing before this'],
  },
  {
    name: 'uses forms that do not fit',
    text: `sites: 5
providers: {a: 1}
`,
    says: ['1:8: sites: expected a list; found a number', '2:12: providers: expected a list; found a map'],
  },
  {
    name: 'is a list',
    text: `- a
- b
`,
    says: ['1:1: expected keys such as `sites:` at the top of the file; found a list'],
  },
  {
    name: 'is a text',
    text: `hello
`,
    says: ['1:1: expected keys such as `sites:` at the top of the file; found a text'],
  },
  {
    name: 'is empty',
    text: '',
    says: ['1:1: there is nothing in here, nor in any other file; a configuration starts with `sites:`'],
  },
  {
    name: 'holds comments only',
    text: `# sites:
`,
    says: ['1:1: there is nothing in here, nor in any other file; a configuration starts with `sites:`'],
  },
  {
    name: 'has two keys in a line',
    text: 'a: b: c',
    says: ['1:4: two keys on one line, or a missing quote; a text with `: ` in it needs quotes'],
  },
  {
    name: 'ends too early',
    text: 'sites: [{id: a',
    says: ['1:15: a closing `}` is missing before this'],
  },
  {
    name: 'uses an alias without anchor',
    text: `sites:
  - &a {id: x}
  - *b`,
    says: ['3:5: no anchor of this name stands above; a text that begins with `*` needs quotes'],
  },
  {
    name: 'repeats a thing inside itself',
    text: 'sites: &x [*x]',
    says: ['1:12: the alias stands inside of what it repeats'],
  },
  {
    name: 'holds two documents',
    text: `sites: []
---
sites: []
`,
    says: ['2:1: a second document starts here (`---`); a file holds one: take this line out'],
  },
  {
    name: 'uses a tag',
    text: `sites: !include x.yaml
`,
    says: ['1:8: tags such as `!name` are not used here; leave it out'],
  },
  {
    name: 'uses a list as key',
    text: `? [a]
: b
`,
    says: ['1:3: expected a plain word as key'],
  },
  {
    name: 'has items that are nothing',
    text: 'sites: [null, x, {}]',
    says: [
      '1:9: sites[0]: has no value; expected a map of keys and values',
      '1:15: sites[1]: expected a map of keys and values; found a text',
      '1:18: sites[2].id: is missing; expected an id of lower-case letters, digits and single hyphens, at most 63, such as `tam-ky`',
      '1:18: sites[2].name: is missing; expected a text, or {vi: …, en: …}',
    ],
  },
  {
    name: 'merges keys as YAML 1.1 does',
    text: `<<: {a: 1}
__proto__: {}
`,
    says: [
      '1:1: <<: unknown key; known here: organisation, providers, sites, services, snmp, checks, schedules, holidays, alerts, oncall, readiness, meetings and 2 more',
      '2:1: expected a plain word as key',
    ],
  },
  {
    name: 'uses an unknown escape',
    text: `sites: "\\q"`,
    says: [`1:9: unknown escape after \`\\\` in a double-quoted text; use single quotes for a literal backslash`],
  },
]
