import type { CheckStatus } from '../api/document.ts'
import { useSpeech } from '../context.ts'
import { byStatus } from '../state/ordering.ts'
import { useStill } from '../state/still.ts'
import { Ago } from './age.tsx'
import { CheckLink } from './check-link.tsx'
import { ErrorText } from './error-text.tsx'
import { lookOf, StateIcon } from './state-icon.tsx'

/** Every check of a site, failures first. Details come from programs and devices and are shown as they are. */
export function CheckTable({
  checks,
  marked = [],
}: {
  checks: readonly CheckStatus[]
  /** Ids of those that decide how something is. */
  marked?: readonly string[]
}) {
  const { words } = useSpeech()
  const order = [...checks].sort((a, b) => byStatus(a, b) || (a.id < b.id ? -1 : 1)).map(({ id }) => id)
  const joined = order.join('\n')
  const { shown, still } = useStill(joined)
  const byId = new Map(checks.map((check) => [check.id, check]))
  const sorted = shown.split('\n').flatMap((id) => byId.get(id) ?? [])
  if (checks.length === 0) return <p class="muted">{words.noChecks}</p>
  return (
    <table class="table" {...still}>
      <thead>
        <tr>
          <th scope="col">{words.check}</th>
          <th scope="col">{words.status}</th>
          <th scope="col">{words.since}</th>
          <th scope="col">{words.target}</th>
          <th scope="col">{words.detail}</th>
          <th scope="col">{words.lastResult}</th>
        </tr>
      </thead>
      <tbody>
        {sorted.map((check) => (
          <CheckRow key={check.id} check={check} decides={marked.includes(check.id)} />
        ))}
      </tbody>
    </table>
  )
}

function CheckRow({ check, decides }: { check: CheckStatus; decides: boolean }) {
  const { words, format } = useSpeech()
  const look = lookOf[check.status]
  return (
    <tr class={`is-${look}`} data-check={check.id}>
      <th scope="row" data-label={words.check}>
        <CheckLink id={check.id} /> {decides && <span class="tag">{words.services.decides}</span>}
      </th>
      <td data-label={words.status}>
        <span class="with-icon">
          <StateIcon look={look} size={18} />
          {words.statuses[check.status]}
        </span>
      </td>
      <td data-label={words.since}>{check.since === null ? words.unknownValue : <Ago at={check.since} />}</td>
      <td data-label={words.target}>{check.target}</td>
      <td data-label={words.detail} class="is-text">
        <ErrorText error={check.error} detail={check.detail} />
      </td>
      <td data-label={words.lastResult}>
        <span>
          {check.at === null ? words.unknownValue : <Ago at={check.at} />}
          {check.duration_ms !== null && <small class="muted"> {format.milliseconds(check.duration_ms)}</small>}
        </span>
      </td>
    </tr>
  )
}
