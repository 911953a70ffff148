import { ProbeFailure, shownUrl } from '@vonggac/model'
import type { JourneyConfig, JourneyStep } from '@vonggac/model/inventory'
import { maySeeSecrets } from '../http/redirect.ts'
import type { Filled, Variables } from './variables.ts'

/** Where a step goes: a path of the application, a full address, or beside the last page. */
export function addressOf(
  { url = '', query }: JourneyStep,
  { base, lastPage, variables }: { base: URL; lastPage: URL | undefined; variables: Variables },
): { readonly url: URL; readonly guarded: boolean } {
  const whole = /^\{\{\s*\w+\s*\}\}$/.test(url)
  const filled = variables.fill(url, whole ? (value) => value : encodeURIComponent)
  const target = URL.parse(filled.text, isBesideLastPage(url) || whole ? (lastPage ?? base) : base)
  if (!target || !['http:', 'https:'].includes(target.protocol) || target.username !== '' || target.password !== '')
    throw new ProbeFailure('mismatch', 'what stands for the address of the step is no http address')
  target.hash = ''
  let { guarded } = filled
  for (const [name, value] of Object.entries(query)) {
    const one: Filled = variables.field(value)
    guarded ||= one.guarded
    target.searchParams.append(name, one.text)
  }
  return { url: target, guarded }
}

const isBesideLastPage = (url: string): boolean => url === '' || url.startsWith('.') || url.startsWith('?')

/** Who may be sent what only the application may see. */
export interface Trusted {
  has(url: URL): boolean
}

/**
 * The hosts that the configuration names: that of `base`, those of steps with a full address, and those under `hosts`. An
 * address that came from a page never adds one.
 */
export function trustedBy({ base, hosts, steps }: JourneyConfig): Trusted {
  const origins = [base, ...steps.flatMap(({ url = '' }) => (/^https?:\/\/[^{]+\//i.test(`${url}/`) ? [url] : []))]
    .map((url) => URL.parse(url.replace(/\{\{.*$/, '')))
    .filter((url) => url !== null)
  const names = new Set(hosts.map((host) => host.toLowerCase()))
  const baseIsOpen = base.toLowerCase().startsWith('http:')
  return {
    has: (url) =>
      origins.some((origin) => maySeeSecrets(origin, url)) ||
      (names.has(url.hostname.replace(/^\[(.+)\]$/, '$1')) && (url.protocol === 'https:' || baseIsOpen)),
  }
}

/** Throws `ProbeFailure('mismatch')` where secrets would go to a host that the configuration does not name. */
export function guard(trusted: Trusted, url: URL, guarded: boolean): void {
  if (!guarded || trusted.has(url)) return
  throw new ProbeFailure(
    'mismatch',
    `the step would send secrets to ${shownUrl(new URL(url.origin))}, which is neither the application nor under \`hosts\``,
  )
}
