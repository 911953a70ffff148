import { useEffect, useErrorBoundary, useRef } from 'preact/hooks'
import { useConsole, useSpeech, ZoneProvider } from '../context.ts'
import { AgentsPage } from '../pages/agents-page.tsx'
import { CheckPage } from '../pages/check-page.tsx'
import { ConfigurationPage } from '../pages/configuration-page.tsx'
import { IncidentPage } from '../pages/incident-page.tsx'
import { IncidentsPage } from '../pages/incidents-page.tsx'
import { MaintenancePage } from '../pages/maintenance-page.tsx'
import { NoticesPage } from '../pages/notices-page.tsx'
import { OnCallPage } from '../pages/on-call-page.tsx'
import { OverviewPage } from '../pages/overview-page.tsx'
import { MeetingPage, ReadinessPage } from '../pages/readiness-page.tsx'
import { ReportsPage } from '../pages/reports-page.tsx'
import { ServicePage } from '../pages/service-page.tsx'
import { ServicesPage } from '../pages/services-page.tsx'
import { SettingsPage } from '../pages/settings-page.tsx'
import { SitePage } from '../pages/site-page.tsx'
import { pathOf, type Route } from '../router.ts'
import type { Live } from '../state/live.ts'
import { useSelect } from '../state/select.ts'
import { Announcer } from './announcer.tsx'
import { Empty } from './empty.tsx'
import { failureText } from './failure-text.ts'
import { FleetStrip } from './fleet-strip.tsx'
import { Header } from './header.tsx'
import { Keys } from './keys.tsx'
import { PageTitle } from './page-title.tsx'
import { SignIn } from './sign-in.tsx'
import { StaleNote } from './stale-note.tsx'

/** The frame around the pages: header, the page, the agents' health below. */
export function App() {
  const { router, live } = useConsole()
  const { words } = useSpeech()
  const route = useSelect(router, (current) => current)
  const connection = useSelect(live, (state) => state.connection)
  const loaded = useSelect(live, (state) => state.organisation !== null)
  const main = useFocusOnNavigation(pathOf(route))
  return (
    <>
      <button type="button" class="skip" onClick={() => main.current?.focus()}>
        {words.skip}
      </button>
      <PageTitle />
      <Header route={route} />
      <StaleNote />
      <main id="main" ref={main} tabIndex={-1} class={connection === 'stale' ? 'is-stale' : ''}>
        {connection === 'unauthorised' ? (
          <SignIn />
        ) : loaded ? (
          <GuardedPage key={pathOf(route)} route={route} />
        ) : (
          <NotLoaded />
        )}
      </main>
      {loaded && connection !== 'unauthorised' && <FleetStrip />}
      <Announcer />
      <Keys />
    </>
  )
}

/** A mistake of ours on one page leaves the others usable. */
function GuardedPage({ route }: { route: Route }) {
  const { live } = useConsole()
  const { words } = useSpeech()
  const [error, again] = useErrorBoundary()
  const zone = useSelect(live, (state) => state.sites.get(siteOf(route, state))?.timezone ?? null)
  if (error === undefined)
    return (
      <ZoneProvider value={zone}>
        <Page route={route} />
      </ZoneProvider>
    )
  return (
    <Empty title={words.failed(failureText(error, words))}>
      <button type="button" class="button" onClick={again}>
        {words.retry}
      </button>
    </Empty>
  )
}

/** The site that a page is about, whose clocks count on it; empty: it is about all of them. */
function siteOf(route: Route, { incidents }: Live): string {
  if (route.page === 'site') return route.id
  if (route.page === 'service' || route.page === 'check') return route.id.split('/', 1)[0]!
  return route.page === 'incident' ? (incidents.get(route.id)?.site ?? '') : ''
}

function Page({ route }: { route: Route }) {
  const { words } = useSpeech()
  switch (route.page) {
    case 'overview':
      return <OverviewPage />
    case 'site':
      return <SitePage key={route.id} id={route.id} />
    case 'incidents':
      return <IncidentsPage />
    case 'incident':
      return <IncidentPage key={route.id} id={route.id} />
    case 'check':
      return <CheckPage key={route.id} id={route.id} />
    case 'configuration':
      return <ConfigurationPage />
    case 'agents':
      return <AgentsPage />
    case 'services':
      return <ServicesPage />
    case 'service':
      return <ServicePage key={route.id} id={route.id} />
    case 'maintenance':
      return <MaintenancePage />
    case 'on-call':
      return <OnCallPage />
    case 'notices':
      return <NoticesPage />
    case 'reports':
      return <ReportsPage />
    case 'settings':
      return <SettingsPage />
    case 'readiness':
      return <ReadinessPage />
    case 'meeting':
      return <MeetingPage key={route.id} id={route.id} />
    case 'missing':
      return <Empty title={words.notFound} />
  }
}

/** Nothing has come yet: either it is on its way, or the collector does not answer. */
function NotLoaded() {
  const { live, connect } = useConsole()
  const { words } = useSpeech()
  const connection = useSelect(live, (state) => state.connection)
  if (connection === 'connecting' || connection === 'live') return <p class="loading">{words.loading}</p>
  return (
    <Empty title={words.unreachable} hint={words.unreachableHint}>
      <code>vonggac collector --config config</code>
      <button type="button" class="button" onClick={connect}>
        {words.retry}
      </button>
    </Empty>
  )
}

/** Keyboard and screen reader go on at the new page, not where the old link was. */
function useFocusOnNavigation(path: string) {
  const main = useRef<HTMLElement>(null)
  const first = useRef(true)
  // it is the change of the path that counts
  useEffect(() => {
    // A page that was led to one of its fields has put the keyboard there itself.
    const inside = main.current?.contains(document.activeElement) === true
    if (!first.current && !inside) main.current?.focus({ preventScroll: true })
    first.current = false
  }, [path])
  return main
}
