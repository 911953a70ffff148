import type { SiteStatus } from '../api/document.ts'
import { useConsole, useSpeech } from '../context.ts'
import { shortName } from '../i18n/short-name.ts'
import { pathOf } from '../router.ts'
import type { History } from '../state/history.ts'
import { useSelect } from '../state/select.ts'
import { Lasting } from './age.tsx'
import { LinkPill } from './link-pill.tsx'
import { Sparkline } from './sparkline.tsx'
import { StateIcon } from './state-icon.tsx'

const noHistory: History = []

/** One site: name, state, latency, loss, the recent past and its links. The whole tile leads to the site's page. */
export function SiteTile({ id }: { id: string }) {
  const { live } = useConsole()
  const { words, format, name, language } = useSpeech()
  const site = useSelect(live, (state) => state.sites.get(id))
  const history = useSelect(live, (state) => state.histories.get(id) ?? noHistory)
  if (!site) return null
  const since = site.since === null ? '' : `\n${words.states[site.state]}, ${words.since} ${format.full(site.since)}`
  return (
    <li class={`tile is-${site.state}`} data-site={id}>
      <a href={pathOf({ page: 'site', id })} title={`${name(site.name)}${since}`}>
        <span class="tile-head">
          <StateIcon look={site.state} label={words.states[site.state]} />
          <span class="tile-name">{shortName(site.name, language)}</span>
        </span>
        <span class="tile-figures">
          <Figures site={site} />
          {site.links.length > 0 && <Sparkline history={history} />}
        </span>
        {site.links.length > 0 && (
          <span class="tile-links">
            {site.links.map((link) => (
              <LinkPill key={link.id} link={link} />
            ))}
          </span>
        )}
      </a>
    </li>
  )
}

/** Latency and loss; of a site that does not answer, for how long it has not. */
function Figures({ site }: { site: SiteStatus }) {
  const { words, format } = useSpeech()
  // No link is left: what the last packets took before that says nothing any more.
  if (site.state === 'down' || (site.latency_ms === null && site.state !== 'ok')) {
    return (
      <span>
        <span class={`tile-word text-${site.state}`}>{words.states[site.state]}</span>
        {site.since !== null && (
          <span class="tile-loss">
            <Lasting from={site.since} />
          </span>
        )}
      </span>
    )
  }
  if (site.links.length === 0) {
    const { ok, warn, fail, unknown } = site.devices
    return <span class="muted">{`${words.devices}: ${ok}/${ok + warn + fail + unknown}`}</span>
  }
  return (
    <span>
      <span class="tile-latency">{format.milliseconds(site.latency_ms)}</span>
      <span class={site.loss_pct ? 'tile-loss text-down' : 'tile-loss muted'}>
        {words.lossOf(format.percent(site.loss_pct))}
      </span>
    </span>
  )
}
