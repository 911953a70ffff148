import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { reason, reasonCode, reasons } from './reason.ts'

test('the documentation lists every code, and no other', () => {
  const page = readFileSync(new URL('../../../docs/alerting.md', import.meta.url), 'utf8')
  const table = page.slice(page.indexOf('## Reasons'), page.indexOf('## Messages'))
  const listed = [...table.matchAll(/^\| (`.*?`) \|/gm)].flatMap(([, cell]) =>
    [...cell!.matchAll(/`([\w-]+)`/g)].map(([, code]) => code!),
  )
  expect(listed.sort()).toEqual(Object.keys(reasons).sort())
})

test('a reason begins with its code', () => {
  expect(reason('merged', 'into dc-1')).toBe('merged: into dc-1')
  expect(reasonCode('need-met: timeout: 3 packets')).toBe('need-met')
})
