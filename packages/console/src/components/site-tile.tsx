import { useConsole, useSpeech } from '../context.ts'
import { pathOf } from '../router.ts'
import type { History } from '../state/history.ts'
import { useSelect } from '../state/select.ts'
import { LinkPill } from './link-pill.tsx'
import { Sparkline } from './sparkline.tsx'
import { StateIcon } from './state-icon.tsx'

const noHistory: History = []

/** One site: name, state, latency, loss, the recent past and its links. The whole tile leads to the site's page. */
export function SiteTile({ id }: { id: string }) {
  const { live } = useConsole()
  const { words, format, name } = useSpeech()
  const site = useSelect(live, (state) => state.sites.get(id))
  const history = useSelect(live, (state) => state.histories.get(id) ?? noHistory)
  if (!site) return null
  const devices = site.devices.ok + site.devices.warn + site.devices.fail + site.devices.unknown
  return (
    <li class={`tile is-${site.state}`} data-site={id}>
      <a
        href={pathOf({ page: 'site', id })}
        title={site.since === null ? undefined : `${words.since} ${format.full(site.since)}`}
      >
        <span class="tile-head">
          <StateIcon look={site.state} label={words.states[site.state]} />
          <span class="tile-name">{name(site.name)}</span>
        </span>
        {site.links.length === 0 ? (
          <span class="tile-figures muted">
            {words.devices}: {site.devices.ok}/{devices}
          </span>
        ) : (
          <>
            <span class="tile-figures">
              <span>
                <span class="tile-latency">{format.milliseconds(site.latency_ms)}</span>
                <span class={site.loss_pct ? 'tile-loss text-down' : 'tile-loss muted'}>
                  {words.lossOf(format.percent(site.loss_pct))}
                </span>
              </span>
              <Sparkline history={history} />
            </span>
            <span class="tile-links">
              {site.links.map((link) => (
                <LinkPill key={link.id} link={link} />
              ))}
            </span>
          </>
        )}
      </a>
    </li>
  )
}
