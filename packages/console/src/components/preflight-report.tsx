import type { Preflight, ReadinessReason, ReadinessVerdict, SiteReadiness } from '../api/document.ts'
import { useSpeech } from '../context.ts'
import { pathOf } from '../router.ts'
import { Moment } from './age.tsx'
import { Verdict } from './verdict.tsx'

const rank: Readonly<Record<ReadinessVerdict, number>> = { 'not-ready': 0, 'at-risk': 1, ready: 2 }

/** What came of a test: what concerns all, then the sites, worst first, each with the reason that matters and what to do. */
export function PreflightReport({ preflight }: { preflight: Preflight }) {
  const { words, format } = useSpeech()
  const { readiness } = words
  const { asked, sites, common, state, error, lead_ms, by, started_at } = preflight
  const count = (verdict: ReadinessVerdict) => sites.filter((site) => site.verdict === verdict).length
  const occasion =
    lead_ms === null ? readiness.onDemand(by ?? words.unknownValue) : readiness.lead(format.duration(lead_ms))
  return (
    <section class="panel is-flush">
      <h2>
        <Moment at={started_at} /> <span class="muted">{occasion}</span>
      </h2>
      {state === 'running' && (
        <p class="loading" role="status">
          {readiness.testing(asked.length)}
        </p>
      )}
      {state === 'failed' && <p class="form-error readiness-note">{readiness.failed(error ?? '')}</p>}
      {state === 'done' && (
        <>
          <p class="readiness-note">{readiness.counts(count('ready'), count('at-risk'), count('not-ready'))}</p>
          {common.map((reason) => (
            <p key={reason.check ?? reason.code} class="readiness-note">
              <strong>{readiness.common}:</strong> <Why reason={reason} />
            </p>
          ))}
          <SiteTable sites={sites.toSorted((a, b) => rank[a.verdict] - rank[b.verdict])} />
        </>
      )}
    </section>
  )
}

function SiteTable({ sites }: { sites: readonly SiteReadiness[] }) {
  const { words } = useSpeech()
  const { readiness } = words
  return (
    <table class="table">
      <thead>
        <tr>
          <th scope="col">{readiness.site}</th>
          <th scope="col">{readiness.verdict}</th>
          <th scope="col">{readiness.why}</th>
          <th scope="col" class="is-number">
            {words.loss}
          </th>
          <th scope="col" class="is-number">
            {words.jitter}
          </th>
          <th scope="col" class="is-number">
            {words.latency}
          </th>
          <th scope="col" class="is-number">
            MOS
          </th>
          <th scope="col" class="is-number">
            {readiness.free}
          </th>
        </tr>
      </thead>
      <tbody>
        {sites.map((site) => (
          <SiteRow key={site.site} site={site} />
        ))}
      </tbody>
    </table>
  )
}

function SiteRow({ site }: { site: SiteReadiness }) {
  const { words, format, name } = useSpeech()
  const { figures, reasons, notes } = site
  const [first, ...more] = reasons
  const worse = (a: number | undefined, b: number | undefined) =>
    a === undefined && b === undefined ? null : Math.max(a ?? 0, b ?? 0)
  return (
    <tr>
      <th scope="row" data-label={words.readiness.site}>
        <a href={pathOf({ page: 'site', id: site.site })}>{name(site.name)}</a>
      </th>
      <td data-label={words.readiness.verdict}>
        <Verdict of={site.verdict} />
      </td>
      <td data-label={words.readiness.why} class="is-text">
        {first ? <Why reason={first} /> : <span class="muted">{notes.map(name).join('; ')}</span>}
        {more.length > 0 && (
          <small class="muted" title={more.map(({ text }) => name(text)).join('\n')}>
            {' '}
            {words.readiness.more(more.length)}
          </small>
        )}
      </td>
      <td data-label={words.loss} class="is-number">
        {format.percent(worse(figures.loss_forward_pct, figures.loss_return_pct))}
      </td>
      <td data-label={words.jitter} class="is-number">
        {format.milliseconds(worse(figures.jitter_forward_ms, figures.jitter_return_ms))}
      </td>
      <td data-label={words.latency} class="is-number">
        {format.milliseconds(figures.rtt_ms ?? null)}
      </td>
      <td data-label="MOS" class="is-number">
        {figures.mos === undefined ? words.unknownValue : figures.mos.toFixed(1)}
      </td>
      <td data-label={words.readiness.free} class="is-number">
        {format.bandwidth(figures.free_bps ?? null)}
      </td>
    </tr>
  )
}

function Why({ reason }: { reason: ReadinessReason }) {
  const { name } = useSpeech()
  return (
    <>
      {name(reason.text)}
      <br />
      <small class="muted">{name(reason.advice)}</small>
    </>
  )
}
