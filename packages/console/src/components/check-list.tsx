import { useMemo } from 'preact/hooks'
import type { CheckStatus } from '../api/document.ts'
import { useConsole, useSpeech } from '../context.ts'
import { pathOf } from '../router.ts'
import { SEARCH_ANCHOR, useAnchor } from '../state/anchor.ts'
import { filtered, pageOf } from '../state/check-filter.ts'
import { fixedOrder } from '../state/ordering.ts'
import { usePolling } from '../state/polling.ts'
import { useQuery } from '../state/query.ts'
import { useResource } from '../state/resource.ts'
import { useSelect } from '../state/select.ts'
import { useStill } from '../state/still.ts'
import { Ago } from './age.tsx'
import { CheckLink } from './check-link.tsx'
import { failureText } from './failure-text.ts'
import { FilterChoice, type FilterChoices } from './filter-choice.tsx'
import { lookOf, StateIcon } from './state-icon.tsx'
import { TableHead } from './table-head.tsx'

/** The list of a province is some hundred kilobytes: not more often, ms. */
const LOOK_EVERY_MS = 60_000
const NAMES = ['text', 'site', 'kind', 'agent', 'state'] as const

/** All derived checks: searched, narrowed, a page at a time. What it is narrowed to stands in the address. */
export function CheckList() {
  const { client } = useConsole()
  const { words, format } = useSpeech()
  const { configuration } = words
  const { value, error, reload } = useResource('checks', client.checks)
  usePolling(reload, LOOK_EVERY_MS)
  const [query, change] = useQuery()
  const { shown: checks, still } = useStill(value ?? [])
  const filter = Object.fromEntries(NAMES.map((name) => [name, query.get(name) ?? ''])) as Record<
    (typeof NAMES)[number],
    string
  >
  const key = JSON.stringify(filter)
  const found = useMemo(() => filtered(checks, filter), [checks, key])
  const { page, pages, rows } = pageOf(found, Number(query.get('page') ?? 1))
  return (
    <section class="panel is-flush check-list" id="checks" {...still}>
      <h2>
        {configuration.checks}{' '}
        <span class="muted" role="status">
          {value && configuration.found(format.count(found.length), format.count(checks.length))}
        </span>
      </h2>
      <Filter filter={filter} checks={checks} onChange={(changes) => change({ ...changes, page: '' })} />
      {error !== undefined && (
        <p class="form-error note">
          {words.failed(failureText(error, words))}{' '}
          <button type="button" class="button" onClick={reload}>
            {words.retry}
          </button>
        </p>
      )}
      {!value && error === undefined && <p class="muted note">{words.loading}</p>}
      {value && found.length === 0 && (
        <p class="muted note">
          {value.length === 0
            ? `${configuration.nothingAtAll} ${configuration.nothingAtAllHint}`
            : configuration.nothing}
        </p>
      )}
      {rows.length > 0 && <Rows checks={rows} />}
      {pages > 1 && (
        <nav class="buttons note" aria-label={configuration.checks}>
          <button type="button" class="button" disabled={page === 1} onClick={() => change({ page: `${page - 1}` })}>
            {configuration.previous}
          </button>
          <span>{configuration.page(page, pages)}</span>
          <button
            type="button"
            class="button"
            disabled={page === pages}
            onClick={() => change({ page: `${page + 1}` })}
          >
            {configuration.next}
          </button>
        </nav>
      )}
    </section>
  )
}

interface FilterProps {
  readonly filter: Readonly<Record<(typeof NAMES)[number], string>>
  readonly checks: readonly CheckStatus[]
  readonly onChange: (changes: Readonly<Record<string, string>>) => void
}

function Filter({ filter, checks, onChange }: FilterProps) {
  const { live } = useConsole()
  const { words, name } = useSpeech()
  const { configuration, aboutCheck } = words
  const place = useAnchor<HTMLElement>(SEARCH_ANCHOR)
  const sites = fixedOrder(useSelect(live, (state) => state.sites).values())
  const { kinds, agents } = useMemo(
    () => ({
      kinds: [...new Set(checks.map(({ kind }) => kind))].sort(),
      agents: [...new Set(checks.map(({ agent }) => agent))].sort(),
    }),
    [checks],
  )
  const choice = (key: 'site' | 'kind' | 'agent' | 'state', any: string, options: FilterChoices) => (
    <FilterChoice any={any} value={filter[key]} options={options} onInput={(value) => onChange({ [key]: value })} />
  )
  return (
    <search id={SEARCH_ANCHOR} ref={place} class="filter" aria-label={configuration.filter}>
      <input
        type="search"
        maxLength={200}
        aria-label={configuration.search}
        placeholder={configuration.search}
        value={filter.text}
        onInput={(event) => onChange({ text: event.currentTarget.value })}
      />
      {choice('state', configuration.anyState, [['trouble', configuration.trouble], ...Object.entries(words.statuses)])}
      {choice(
        'kind',
        configuration.anyKind,
        kinds.map((kind) => [kind, `${aboutCheck.kinds[kind] ?? kind} (${kind})`]),
      )}
      {choice(
        'site',
        configuration.anySite,
        sites.map((site) => [site.id, name(site.name)]),
      )}
      {choice(
        'agent',
        configuration.anyAgent,
        agents.map((agent) => [agent, agent]),
      )}
      {NAMES.some((each) => filter[each] !== '') && (
        <a class="button" href={pathOf({ page: 'configuration' })} onClick={clearing(onChange)}>
          {configuration.clear}
        </a>
      )}
    </search>
  )
}

/** Staying on the page is quicker than loading it anew, and keeps the list. */
const clearing = (onChange: FilterProps['onChange']) => (event: Event) => {
  event.preventDefault()
  onChange(Object.fromEntries(NAMES.map((name) => [name, ''])))
}

function Rows({ checks }: { checks: readonly CheckStatus[] }) {
  const { words, format } = useSpeech()
  const { configuration, aboutCheck } = words
  const columns = [
    words.check,
    words.kind,
    words.target,
    words.agent,
    configuration.interval,
    words.status,
    words.since,
  ]
  return (
    <table class="table">
      <TableHead columns={columns} />
      <tbody>
        {checks.map((check) => (
          <tr key={check.id} class={check.status === 'ok' ? '' : `is-${lookOf[check.status]}`} data-check={check.id}>
            <th scope="row" data-label={words.check}>
              <CheckLink id={check.id} />
            </th>
            <td data-label={words.kind}>{aboutCheck.kinds[check.kind] ?? check.kind}</td>
            <td data-label={words.target} class="is-text">
              {check.target}
            </td>
            <td data-label={words.agent}>{check.agent}</td>
            <td data-label={configuration.interval}>{format.duration(check.interval_ms)}</td>
            <td data-label={words.status}>
              <span class={`with-icon is-${lookOf[check.status]}`}>
                <StateIcon look={lookOf[check.status]} size={16} />
                {words.statuses[check.status]}
              </span>
            </td>
            <td data-label={words.since}>{check.since === null ? words.unknownValue : <Ago at={check.since} />}</td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
