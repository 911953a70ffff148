import { type Flaw, weak, wrong } from './finding.ts'
import { parseTags } from './tags.ts'

/** A policy may be valid for a year at most, s (RFC 8461 section 3.2). */
const MAX_AGE_S = 31_557_600
/** A shorter validity leaves a gap that an attacker can use, s: the standard advises weeks. */
const GOOD_AGE_S = 86_400
/** Lines of a policy that are read. */
const MAX_LINES = 100

/** A policy file, read. */
export interface StsPolicy {
  readonly mode: 'enforce' | 'testing' | 'none'
  readonly patterns: readonly string[]
  readonly maxAgeS: number
}

/** What is wrong with the TXT record that announces a policy. Pure. */
export function judgeStsRecord(text: string): Flaw[] {
  const { values, faults } = parseTags(text)
  const id = values.get('id')
  const flaws = faults.map((fault) => wrong(fault))
  if (id === undefined) flaws.push(wrong('the record of MTA-STS has no id: senders do not see that a policy changes'))
  else if (!/^[a-z0-9]{1,32}$/i.test(id)) flaws.push(wrong('the id of MTA-STS must be 1 to 32 letters and digits'))
  return flaws
}

/** Reads a policy file (RFC 8461 section 3.2); what is wrong with it comes as a text. Pure. */
export function parseStsPolicy(body: string): StsPolicy | string {
  const values = new Map<string, string[]>()
  for (const line of body.split(/\r?\n/, MAX_LINES)) {
    if (line.trim() === '') continue
    const match = /^\s*([a-z0-9_.-]+)\s*:\s*(.*?)\s*$/i.exec(line)
    if (!match) return `the line ${JSON.stringify(line.slice(0, 40))} is no key and value`
    values.set(match[1]!, [...(values.get(match[1]!) ?? []), match[2]!])
  }
  const first = (key: string) => values.get(key)?.[0]
  if (first('version') !== 'STSv1') return 'it does not say version: STSv1'
  const mode = first('mode')
  if (mode !== 'enforce' && mode !== 'testing' && mode !== 'none') return 'its mode is not enforce, testing or none'
  const age = first('max_age')
  if (age === undefined || !/^\d{1,10}$/.test(age) || Number(age) > MAX_AGE_S)
    return `its max_age is no number of seconds up to ${MAX_AGE_S}`
  const patterns = (values.get('mx') ?? []).map((pattern) => pattern.toLowerCase().replace(/\.$/, ''))
  if (patterns.length === 0 && mode !== 'none') return 'it names no mx'
  const odd = patterns.find((pattern) => !/^(\*\.)?([a-z0-9_-]+\.)*[a-z0-9_-]+$/.test(pattern))
  if (odd !== undefined) return `its mx ${JSON.stringify(odd.slice(0, 40))} is no name`
  return { mode, patterns, maxAgeS: Number(age) }
}

/** What is wrong with a policy for these exchangers. Pure. */
export function judgeStsPolicy({ mode, patterns, maxAgeS }: StsPolicy, exchangers: readonly string[]): Flaw[] {
  if (mode === 'none') return []
  const flaws: Flaw[] = []
  const left = exchangers.filter((name) => !patterns.some((pattern) => matches(name.toLowerCase(), pattern)))
  if (left.length > 0) {
    const text = `the policy does not name ${left.slice(0, 3).join(', ')}`
    const cost = `${text}: mail to it is held back. Add it to the policy, and change the id`
    flaws.push(mode === 'enforce' ? wrong(cost, 'mismatch') : weak(`${text}, which will cost mail once it is enforced`))
  }
  if (maxAgeS < GOOD_AGE_S) flaws.push(weak(`max_age is ${maxAgeS} s: make it a day at least`, 'threshold'))
  if (mode === 'testing')
    flaws.push(weak('the mode is testing: it protects nothing yet. Once the reports are clean, enforce it'))
  return flaws
}

/** `*.` stands for exactly one label (section 4.1). */
const matches = (name: string, pattern: string): boolean =>
  pattern.startsWith('*.')
    ? name.slice(name.indexOf('.') + 1) === pattern.slice(2) && name.includes('.')
    : name === pattern
