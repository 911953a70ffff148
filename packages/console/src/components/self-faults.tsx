import { useConsole, useSpeech } from '../context.ts'
import { useSelect } from '../state/select.ts'
import { Moment } from './age.tsx'
import { StateIcon } from './state-icon.tsx'

/** What is wrong with the watch post itself, so that nobody takes silence for good news. Nothing while it is well. */
export function SelfFaults() {
  const { live } = useConsole()
  const { words, name } = useSpeech()
  const faults = useSelect(live, (state) => state.faults)
  if (faults.length === 0) return null
  return (
    <section class="panel self-faults" role="alert">
      <h2>
        {words.selfFaults}
        <span class="badge">{faults.length}</span>
      </h2>
      <ul>
        {faults.map(({ id, severity, title, since }) => (
          <li key={id}>
            <StateIcon
              look={severity === 'critical' ? 'down' : 'degraded'}
              size={20}
              label={words.severities[severity]}
            />
            <span>
              {name(title)}{' '}
              <small class="muted">
                {words.since} <Moment at={since} />
              </small>
            </span>
          </li>
        ))}
      </ul>
    </section>
  )
}
