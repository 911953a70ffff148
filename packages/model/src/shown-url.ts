/**
 * An address as people and tags may see it: without what follows `?`, which may be a token, and without user, password and
 * fragment. What is no address is shown as `an address that cannot be read`, because it may hold anything.
 */
export function shownUrl(url: string | URL): string {
  const parsed = typeof url === 'string' ? URL.parse(url) : url
  if (!parsed) return 'an address that cannot be read'
  return `${parsed.protocol}//${parsed.host}${parsed.pathname}${parsed.search ? '?…' : ''}`
}
