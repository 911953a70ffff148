import { useEffect } from 'preact/hooks'
import { ApiError } from '../api/client.ts'
import type { CheckDetail } from '../api/document.ts'
import { type HistoryRange, historyRangeNames, historyRanges, stretchesOf } from '../charts/state-strip.ts'
import { Ago } from '../components/age.tsx'
import { CheckAlerting, CheckOrigin } from '../components/check-explanation.tsx'
import { CheckResults } from '../components/check-results.tsx'
import { RunButton, RunResult, useCheckRun } from '../components/check-run.tsx'
import { Empty } from '../components/empty.tsx'
import { ErrorText } from '../components/error-text.tsx'
import { failureText } from '../components/failure-text.ts'
import { FigureChart } from '../components/figure-chart.tsx'
import { SeriesTrouble } from '../components/series-trouble.tsx'
import { Operators } from '../components/signature.tsx'
import { lookOf, StateIcon } from '../components/state-icon.tsx'
import { StateStrip } from '../components/state-strip.tsx'
import { ZoneNote } from '../components/zone-note.tsx'
import { useConsole, useSpeech } from '../context.ts'
import { pathOf } from '../router.ts'
import type { Reading } from '../state/history.ts'
import { usePolling } from '../state/polling.ts'
import { useQuery } from '../state/query.ts'
import { useResource } from '../state/resource.ts'
import { useSelect } from '../state/select.ts'

/** Results of checks come without an event of their own: looked at this often, ms. */
const LOOK_EVERY_MS = 5_000
const HISTORY_EVERY_MS = 60_000

/** One check: what it is, how it is and was, what it found, why it is there, and who hears of it. */
export function CheckPage({ id }: { id: string }) {
  const { client, live } = useConsole()
  const { words } = useSpeech()
  const { value, error, reload } = useResource(`check ${id}`, (signal) => client.check(id, signal))
  const site = useSelect(live, (state) => state.sites.get(value?.site ?? ''))
  usePolling(reload, LOOK_EVERY_MS)
  // a change of its site, its own among them, asks for it at once
  useEffect(reload, [site])
  if (!value && error instanceof ApiError && error.status === 404)
    return (
      <Empty title={words.aboutCheck.unknown(id)} hint={words.aboutCheck.unknownHint}>
        <a class="button" href={`${pathOf({ page: 'configuration' })}?text=${encodeURIComponent(nodeIn(id))}`}>
          {words.aboutCheck.all}: {nodeIn(id)}
        </a>
      </Empty>
    )
  if (!value && error !== undefined)
    return (
      <Empty title={words.failed(failureText(error, words))}>
        <button type="button" class="button" onClick={reload}>
          {words.retry}
        </button>
      </Empty>
    )
  if (!value) return <p class="loading">{words.loading}</p>
  return <Check check={value} />
}

/** The thing that an id is about: `tam-ky/rt1` of `tam-ky/rt1/snmp@hub`. */
const nodeIn = (id: string): string => id.split('/').slice(0, 2).join('/')

function Check({ check }: { check: CheckDetail }) {
  const { words } = useSpeech()
  const run = useCheckRun(check.id)
  return (
    <div class="page check-page">
      <Head check={check} />
      <section class={`panel now is-${lookOf[check.status]}`}>
        <h2>{words.aboutCheck.now}</h2>
        {check.at === null ? (
          <p>
            {words.aboutCheck.noResult} <span class="muted">{words.aboutCheck.noResultHint(check.agent)}</span>
          </p>
        ) : check.status === 'unknown' && check.error === '' && check.detail === '' ? (
          <p>{check.outside_hours ? words.aboutCheck.outsideHours : words.aboutCheck.tooOld(check.agent)}</p>
        ) : (
          <p>
            <ErrorText error={check.error} detail={check.detail} />
          </p>
        )}
        <Actions check={check}>
          <RunButton of={run} />
        </Actions>
      </section>
      <RunResult of={run} />
      <History check={check} />
      <div class="columns">
        <div class="stack">
          <CheckResults check={check} />
        </div>
        <div class="stack">
          <CheckOrigin check={check} />
          <CheckAlerting id={check.id} />
        </div>
      </div>
    </div>
  )
}

function Head({ check }: { check: CheckDetail }) {
  const { live } = useConsole()
  const { words, format, name } = useSpeech()
  const { aboutCheck } = words
  const look = lookOf[check.status]
  const site = useSelect(live, (state) => state.sites.get(check.site)?.name)
  return (
    <header class={`page-head is-${look}`}>
      <StateIcon look={look} size={40} />
      <div>
        <h1>
          {aboutCheck.kinds[check.kind] ?? check.kind} <span class="is-target">{check.target}</span>
        </h1>
        <p class="facts">
          <strong class={`text-${look}`}>{words.statuses[check.status]}</strong>
          {check.since !== null && (
            <span>
              {words.since} <Ago at={check.since} />
            </span>
          )}
          <a href={pathOf({ page: 'site', id: check.site })}>{site ? name(site) : check.site}</a>
          {check.tags.service && (
            <a href={pathOf({ page: 'service', id: check.node })}>
              {words.services.service} {check.tags.service}
            </a>
          )}
          <a href={`${pathOf({ page: 'configuration' })}?agent=${encodeURIComponent(check.agent)}`}>
            {words.agent} {check.agent}
          </a>
          <span class="muted">
            {check.schedule === null
              ? aboutCheck.every(format.duration(check.interval_ms))
              : aboutCheck.scheduled(check.schedule)}
            , {aboutCheck.timeout(format.duration(check.timeout_ms))}
          </span>
          {check.outside_hours && <span class="tag">{aboutCheck.outsideHours}</span>}
          {check.context && <span class="tag">{aboutCheck.context}</span>}
          <code class="muted">{check.id}</code>
          <ZoneNote />
        </p>
      </div>
    </header>
  )
}

function Actions({ check, children }: { check: CheckDetail; children: preact.ComponentChildren }) {
  const { words } = useSpeech()
  const { aboutCheck } = words
  const match = `?match=${encodeURIComponent(check.id)}`
  return (
    <div class="buttons">
      <Operators>
        {children}
        <a class="button" href={`/maintenance${match}#silence`}>
          {aboutCheck.silence}
        </a>
        <a class="button" href={`/maintenance${match}#window`}>
          {aboutCheck.maintenance}
        </a>
      </Operators>
      {check.incident !== null && (
        <a class="button" href={pathOf({ page: 'incident', id: check.incident })}>
          {words.services.incident}
        </a>
      )}
      {check.at !== null && (
        <span class="muted">
          {words.lastResult} <Ago at={check.at} />
        </span>
      )}
    </div>
  )
}

function History({ check }: { check: CheckDetail }) {
  const { words } = useSpeech()
  const { aboutCheck } = words
  const [query, change] = useQuery()
  const range = historyRangeNames.find((name) => name === query.get('range')) ?? '24h'
  const took = { measurement: 'check', field: 'duration_ms', tags: { check: check.id }, group: [], unit: 'ms' } as const
  const common = { range, intervalMs: check.interval_ms, sync: check.id }
  return (
    <section class="charts" aria-label={aboutCheck.history}>
      <div class="sites-head">
        <h2>{aboutCheck.history}</h2>
        <fieldset class="segments" aria-label={words.range}>
          {historyRangeNames.map((name) => (
            <button
              key={name}
              type="button"
              aria-pressed={range === name}
              onClick={() => change({ range: name === '24h' ? '' : name })}
            >
              {aboutCheck.historyRanges[name]}
            </button>
          ))}
        </fieldset>
      </div>
      <States check={check} range={range} />
      <div class="chart-grid">
        {check.figures.map((figure) => (
          <FigureChart
            key={`${figure.measurement} ${figure.field}`}
            figure={figure}
            title={aboutCheck.figures[figure.field] ?? `${figure.measurement} ${figure.field}`}
            {...common}
          />
        ))}
        <FigureChart figure={took} title={aboutCheck.took} {...common} />
      </div>
    </section>
  )
}

const numberOf = { ok: 0, warn: 1, fail: 2, unknown: 3 } as const

/** The worst state of each part of the time. What is known now is put to what the store has, which may be a little behind. */
function States({ check, range }: { check: CheckDetail; range: HistoryRange }) {
  const { client, live } = useConsole()
  const { words } = useSpeech()
  const { spanMs, parts, stateStepMs } = historyRanges[range]
  const { value, error, reload } = useResource(`states ${check.id} ${range}`, async (signal) => {
    const to = Date.now() + live.state.clockOffset
    const what = { measurement: 'check', field: 'status', tags: { check: check.id }, group: [] }
    const times = { from: to - spanMs, to, stepMs: stateStepMs }
    const { series } = await client.series({ ...what, ...times, aggregate: 'max' }, signal)
    return { to, readings: (series[0]?.points ?? []) as readonly Reading[] }
  })
  usePolling(reload, HISTORY_EVERY_MS)
  if (!value && error !== undefined)
    return <SeriesTrouble title={words.aboutCheck.history} error={error} onRetry={reload} />
  if (!value) return <p class="muted">{words.loading}</p>
  const now = check.at === null || check.status === 'unknown' ? [] : [[check.at, numberOf[check.status]] as const]
  const stretches = stretchesOf([...value.readings, ...now], { from: value.to - spanMs, to: value.to, parts })
  return (
    <div class="panel">
      <StateStrip stretches={stretches} />
    </div>
  )
}
