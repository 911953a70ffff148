import type { LinkStatus } from '../api/document.ts'
import { useSpeech } from '../context.ts'
import { Ago } from './age.tsx'
import { providerName } from './link-pill.tsx'
import { lookOf, StateIcon } from './state-icon.tsx'

/** One link of a site: whose it is, how it is, and its figures now. */
export function LinkCard({ link }: { link: LinkStatus }) {
  const { words, format } = useSpeech()
  const look = lookOf[link.status]
  return (
    <article class={`panel link-card is-${look}`} data-link={link.id}>
      <header>
        <StateIcon look={look} size={26} />
        <h3>{providerName(link.provider)}</h3>
        <span class="tag">{words.roles[link.role]}</span>
        <span class={`link-state text-${look}`}>
          {words.statuses[link.status]}
          {link.since !== null && (
            <small class="muted">
              {' · '}
              <Ago at={link.since} />
            </small>
          )}
        </span>
      </header>
      <dl class="figures">
        <div>
          <dt>{words.latency}</dt>
          <dd>{format.milliseconds(link.latency_ms)}</dd>
        </div>
        <div>
          <dt>{words.loss}</dt>
          <dd class={link.loss_pct ? 'text-down' : ''}>{format.percent(link.loss_pct)}</dd>
        </div>
        <div>
          <dt>{words.jitter}</dt>
          <dd>{format.milliseconds(link.jitter_ms)}</dd>
        </div>
      </dl>
      <p class="link-facts muted">
        {words.gateway} <code>{link.gateway}</code> · {words.bandwidth} {format.bandwidth(link.bandwidth_bps)}
      </p>
    </article>
  )
}
