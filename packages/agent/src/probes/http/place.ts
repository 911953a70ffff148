import { parseJsonPath, valueAt } from '@vonggac/model'
import type { Extraction } from '@vonggac/model/inventory'
import { quoted } from '../quoted.ts'
import type { Tools } from './expectations.ts'
import type { Page } from './page.ts'

/** What stands at a place of an answer, or why nothing does, in words. */
export type Standing = { readonly value: unknown } | { readonly trouble: string }

/** Looks a place up. Throws `ProbeFailure` for XML or HTML that cannot be read. Cookies are looked up by whoever keeps them. */
export function standingAt({ json, xpath, regex, header }: Extraction, page: Page, { expressions }: Tools): Standing {
  if (json !== undefined) {
    const root = page.json()
    if ('trouble' in root) return root
    const { found, value } = valueAt(root.value, parseJsonPath(json) ?? [])
    return found ? { value } : { trouble: `${json} is missing` }
  }
  if (xpath !== undefined) {
    const value = page.document().find(xpath)
    return value === undefined ? { trouble: `there is nothing at ${xpath}` } : { value }
  }
  if (regex !== undefined) {
    const match = expressions.find(regex, page.text)
    if (match === 'too slow') return { trouble: `the expression ${quoted(regex)} takes too long on this text` }
    return match.text === undefined ? { trouble: `nothing matches ${quoted(regex)}` } : { value: match.text }
  }
  const value = page.response.headers.get((header ?? '').toLowerCase())
  return value === undefined ? { trouble: `the header ${header} is missing` } : { value }
}
