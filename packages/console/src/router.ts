import { createStore, type Store } from './state/store.ts'

/** The pages and their addresses. */
export type Route =
  | { readonly page: 'overview' }
  | { readonly page: 'site'; readonly id: string }
  | { readonly page: 'incidents' }
  | { readonly page: 'incident'; readonly id: string }
  | { readonly page: 'check'; readonly id: string }
  | { readonly page: 'agents' }
  | { readonly page: 'configuration' }
  | { readonly page: 'services' }
  | { readonly page: 'service'; readonly id: string }
  | { readonly page: 'readiness' }
  | { readonly page: 'meeting'; readonly id: string }
  | { readonly page: 'maintenance' }
  | { readonly page: 'on-call' }
  | { readonly page: 'reports' }
  | { readonly page: 'notices' }
  | { readonly page: 'settings' }
  | { readonly page: 'missing' }

/** Which page an address shows. An id may hold anything; it travels percent-encoded. */
export function parseRoute(path: string): Route {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decode)
  const [first, id] = parts
  if (parts.length === 0) return { page: 'overview' }
  if (first === 'sites' && id !== undefined && parts.length === 2) return { page: 'site', id }
  if (first === 'incidents' && parts.length === 1) return { page: 'incidents' }
  if (first === 'incidents' && id !== undefined && parts.length === 2) return { page: 'incident', id }
  // Ids of checks have slashes: written as they are, or escaped.
  if (first === 'checks' && id !== undefined) return { page: 'check', id: parts.slice(1).join('/') }
  if (first === 'configuration' && parts.length === 1) return { page: 'configuration' }
  if (first === 'agents' && parts.length === 1) return { page: 'agents' }
  if (first === 'services' && parts.length === 1) return { page: 'services' }
  if (first === 'services' && id !== undefined && parts.length <= 3)
    return { page: 'service', id: parts.slice(1).join('/') }
  if (first === 'readiness' && parts.length === 1) return { page: 'readiness' }
  if (first === 'readiness' && id !== undefined && parts.length === 2) return { page: 'meeting', id }
  if (first === 'maintenance' && parts.length === 1) return { page: 'maintenance' }
  if (first === 'on-call' && parts.length === 1) return { page: 'on-call' }
  if (first === 'reports' && parts.length === 1) return { page: 'reports' }
  if (first === 'notices' && parts.length === 1) return { page: 'notices' }
  if (first === 'settings' && parts.length === 1) return { page: 'settings' }
  return { page: 'missing' }
}

/** The address of a page: the inverse of `parseRoute`. */
export function pathOf(route: Route): string {
  switch (route.page) {
    case 'site':
      return `/sites/${encodeURIComponent(route.id)}`
    case 'incident':
      return `/incidents/${encodeURIComponent(route.id)}`
    case 'service':
      return `/services/${segments(route.id)}`
    case 'check':
      return `/checks/${segments(route.id)}`
    case 'meeting':
      return `/readiness/${encodeURIComponent(route.id)}`
    case 'incidents':
    case 'services':
    case 'readiness':
    case 'agents':
    case 'configuration':
    case 'maintenance':
    case 'on-call':
    case 'reports':
    case 'notices':
    case 'settings':
      return `/${route.page}`
    case 'overview':
    case 'missing':
      return '/'
  }
}

const segments = (id: string) => id.split('/').map(encodeURIComponent).join('/')

export type Router = Store<Route, Route>

/** Follows the address bar. Clicks on links of our own origin change the page without loading it anew. */
export function startRouter(): Router {
  const router = createStore((_: Route, next: Route) => next, parseRoute(location.pathname))
  addEventListener('popstate', () => router.dispatch(parseRoute(location.pathname)))
  document.addEventListener('click', (event) => {
    const link = event.target instanceof Element ? event.target.closest('a[href]') : null
    if (!link || !isPlainClick(event) || link.getAttribute('target')) return
    const path = link.getAttribute('href')!
    if (!path.startsWith('/') || path.startsWith('//')) return
    event.preventDefault()
    if (path !== location.pathname) history.pushState(null, '', path)
    // What stands after the path is the page's own business.
    router.dispatch(parseRoute(location.pathname))
    scrollTo(0, 0)
  })
  return router
}

/** Anything else (new tab, download, another button) is the browser's business. */
function isPlainClick(event: MouseEvent): boolean {
  return (
    event.button === 0 && !event.defaultPrevented && !(event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
  )
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part)
  } catch {
    return part
  }
}
