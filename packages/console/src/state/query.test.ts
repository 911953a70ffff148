import { expect, test } from 'vitest'
import { changed } from './query.ts'

test.for([
  ['', { site: 'tam-ky' }, '?site=tam-ky'],
  ['?site=tam-ky&kind=tcp', { site: '' }, '?kind=tcp'],
  ['?site=tam-ky', { site: '' }, ''],
  ['?site=a', { q: 'a b&c=<script>' }, '?site=a&q=a+b%26c%3D%3Cscript%3E'],
  ['?page=3&q=x', { q: 'y', page: '' }, '?q=y'],
] as [string, Record<string, string>, string][])('%s with %o is %s', ([search, changes, expected]) => {
  expect(changed(search, changes)).toBe(expected)
})
