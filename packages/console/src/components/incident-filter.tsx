import type { TargetedEvent } from 'preact'
import { useConsole, useSpeech } from '../context.ts'
import { fixedOrder } from '../state/ordering.ts'
import { useSelect } from '../state/select.ts'
import { FilterChoice, type FilterChoices } from './filter-choice.tsx'

/** What the list is narrowed to, as it stands in the fields; empty: not. */
export interface IncidentFilter {
  readonly state: string
  readonly severity: string
  readonly site: string
  readonly cause: string
  readonly text: string
  /** Days: `2026-11-26`. */
  readonly from: string
  readonly to: string
}

export const noFilter: IncidentFilter = { state: '', severity: '', site: '', cause: '', text: '', from: '', to: '' }

/** The filter that stands in an address. */
export const filterOf = (query: URLSearchParams): IncidentFilter =>
  Object.fromEntries(Object.keys(noFilter).map((key) => [key, query.get(key) ?? ''])) as unknown as IncidentFilter

const DAY_MS = 86_400_000
/** Days are those of Viet Nam, as everywhere in the console: UTC+7 all year. */
const startOf = (day: string) => Date.parse(`${day}T00:00:00+07:00`)

/** The filter as the API has it. */
export function queryOf({ from, to, ...same }: IncidentFilter): Record<string, string> {
  const query = Object.fromEntries(Object.entries(same).filter(([, value]) => value.trim() !== ''))
  if (from !== '') query.from = String(startOf(from))
  if (to !== '') query.to = String(startOf(to) + DAY_MS)
  return query
}

interface FilterProps {
  filter: IncidentFilter
  onChange: (filter: IncidentFilter) => void
}

/** The fields above the list. */
export function IncidentFilterForm({ filter, onChange }: FilterProps) {
  const { live } = useConsole()
  const { words, name } = useSpeech()
  const { handling } = words
  const sites = fixedOrder(useSelect(live, (state) => state.sites).values())
  const set = (key: keyof IncidentFilter) => (value: string) => onChange({ ...filter, [key]: value })
  const typed = (key: keyof IncidentFilter) => (event: TargetedEvent<HTMLInputElement>) =>
    set(key)(event.currentTarget.value)
  const choice = (key: 'state' | 'severity' | 'site' | 'cause', any: string, options: FilterChoices) => (
    <FilterChoice any={any} value={filter[key]} options={options} onInput={set(key)} />
  )
  return (
    <search class="filter" aria-label={handling.filter}>
      <input
        type="search"
        maxLength={200}
        aria-label={handling.search}
        placeholder={handling.search}
        value={filter.text}
        onInput={typed('text')}
      />
      {choice('state', handling.anyState, [
        ['unresolved', handling.unresolved],
        ...Object.entries(words.incidentStates),
      ])}
      {choice('severity', handling.anySeverity, Object.entries(words.severities))}
      {choice('cause', handling.anyCause, Object.entries(words.causes))}
      {choice(
        'site',
        handling.anySite,
        sites.map((site) => [site.id, name(site.name)]),
      )}
      <label>
        {handling.from} <input type="date" value={filter.from} onInput={typed('from')} />
      </label>
      <label>
        {handling.to} <input type="date" value={filter.to} onInput={typed('to')} />
      </label>
      {Object.values(filter).some((value) => value !== '') && (
        <button type="button" class="button" onClick={() => onChange(noFilter)}>
          {handling.clear}
        </button>
      )}
    </search>
  )
}
