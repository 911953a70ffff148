import { useEffect } from 'preact/hooks'
import { useConsole, useSpeech } from '../context.ts'
import type { Route } from '../router.ts'
import { openOf } from '../state/ordering.ts'
import { useSelect } from '../state/select.ts'

/** The tab's title: how many incidents are open, then where we are. Seen even when the page is not. */
export function PageTitle() {
  const { live, router } = useConsole()
  const { words, name } = useSpeech()
  const open = useSelect(live, (state) => openOf(state.incidents).length)
  const title = useSelect(router, (route) => route)
  const site = useSelect(live, (state) => (title.page === 'site' ? state.sites.get(title.id)?.name : undefined))
  const places: Record<Exclude<Route['page'], 'site'>, string> = {
    overview: words.overview,
    incidents: words.incidents,
    incident: words.incident,
    check: title.page === 'check' ? title.id : words.check,
    agents: words.agents,
    configuration: words.configuration.title,
    services: words.services.title,
    service: words.services.service,
    readiness: words.readiness.title,
    meeting: words.readiness.meeting,
    maintenance: words.maintenance.title,
    'on-call': words.onCall.title,
    reports: words.reports.title,
    notices: words.notices.title,
    settings: words.people.title,
    missing: words.notFound,
  }
  const place = title.page === 'site' ? (site ? name(site) : title.id) : places[title.page]
  useEffect(() => {
    document.title = `${open > 0 ? `(${open}) ` : ''}${place} · ${words.product}`
  })
  return null
}
