import { useState } from 'preact/hooks'
import type { IncidentDetail } from '../api/document.ts'
import { useConsole, useSpeech } from '../context.ts'
import { openIncidents } from '../state/ordering.ts'
import { useResource } from '../state/resource.ts'
import { useSelect } from '../state/select.ts'
import type { IncidentAction } from './incident-action.ts'

interface FieldProps extends Pick<IncidentAction, 'busy' | 'act'> {
  incident: IncidentDetail
}

/** Who shall take care of it. */
export function AssignField({ incident, busy, act }: FieldProps) {
  const { client } = useConsole()
  const { words } = useSpeech()
  const { value: people } = useResource('people', client.people)
  if (!people || people.length === 0) return null
  return (
    <label class="field">
      <span>{words.handling.assign}</span>
      <select
        name="assignee"
        disabled={busy}
        value={incident.assigned_to ?? ''}
        onChange={(event) => {
          const person = event.currentTarget.value || null
          void act((by) => client.handle(incident.id, 'assign', { by, person }))
        }}
      >
        <option value="">{words.handling.nobody}</option>
        {people.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  )
}

const HOUR_MS = 3_600_000

/** For how long nobody shall be called. */
export function SnoozeField({ incident, busy, act }: FieldProps) {
  const { client, clock } = useConsole()
  const { words, format } = useSpeech()
  const { handling } = words
  const put = (until: number | null) => act((by) => client.handle(incident.id, 'snooze', { by, until }))
  const until = incident.snoozed_until
  return (
    <fieldset class="field">
      <legend>{handling.snooze}</legend>
      <div class="buttons">
        {Object.entries(handling.hours).map(([hours, label]) => (
          <button
            key={hours}
            type="button"
            class="button"
            disabled={busy}
            onClick={() => void put(clock.state + Number(hours) * HOUR_MS)}
          >
            {label}
          </button>
        ))}
        {until !== null && (
          <button type="button" class="button" disabled={busy} onClick={() => void put(null)}>
            {handling.unsnooze}
          </button>
        )}
      </div>
      <small class="muted">{until === null ? handling.snoozeHint : handling.snoozedUntil(format.full(until))}</small>
    </fieldset>
  )
}

/** Which other open incident has the same cause. */
export function MergeField({ incident, busy, act }: FieldProps) {
  const { client, live } = useConsole()
  const { words, name } = useSpeech()
  const [into, setInto] = useState('')
  const others = openIncidents(useSelect(live, (state) => state.incidents).values()).filter(
    ({ id }) => id !== incident.id,
  )
  if (incident.merged_into !== null || incident.merged.length > 0 || others.length === 0) return null
  return (
    <div class="field">
      <label class="field">
        <span>{words.handling.merge}</span>
        <select name="into" value={into} onChange={(event) => setInto(event.currentTarget.value)}>
          <option value="">{words.handling.choose}</option>
          {others.map((other) => (
            <option key={other.id} value={other.id}>
              {name(other.title)}
            </option>
          ))}
        </select>
      </label>
      <div class="buttons">
        <button
          type="button"
          class="button"
          disabled={busy || into === ''}
          onClick={() => void act((by) => client.handle(incident.id, 'merge', { by, into }))}
        >
          {words.handling.mergeButton}
        </button>
      </div>
      <small class="muted">{words.handling.mergeHint}</small>
    </div>
  )
}
