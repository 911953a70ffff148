import type { CheckDetail, CheckExplanation } from '../api/document.ts'
import { useConsole, useSpeech } from '../context.ts'
import { usePolling } from '../state/polling.ts'
import { useResource } from '../state/resource.ts'
import { failureText } from './failure-text.ts'
import { Pair } from './pair.tsx'

/** Who is on call changes without an event, ms. */
const LOOK_EVERY_MS = 60_000

/** What of the configuration makes a check, what changed it, and its options. */
export function CheckOrigin({ check: { origin, options } }: { check: CheckDetail }) {
  const { words } = useSpeech()
  const { aboutCheck } = words
  return (
    <section class="panel" id="why">
      <h2>{aboutCheck.why}</h2>
      <dl class="pairs">
        <Pair label={aboutCheck.from[origin.from]}>
          <code>{origin.key}</code>
        </Pair>
        {origin.tuned.map(({ match, sets }) => (
          <Pair key={match} label={aboutCheck.tuned}>
            <code>{match}</code> <span class="muted">{aboutCheck.sets(sets.join(', '))}</span>
          </Pair>
        ))}
      </dl>
      <details>
        <summary>
          {aboutCheck.options} ({options.length})
        </summary>
        <dl class="pairs">
          {options.map(({ key, value }) => (
            <Pair key={key} label={<code>{key}</code>}>
              {value}
            </Pair>
          ))}
        </dl>
      </details>
    </section>
  )
}

/** When somebody is told of a check, and who would be now. */
export function CheckAlerting({ id }: { id: string }) {
  const { client } = useConsole()
  const { words } = useSpeech()
  const { aboutCheck } = words
  const { value, error, reload } = useResource(`explain ${id}`, (signal) => client.explain(id, signal))
  usePolling(reload, LOOK_EVERY_MS)
  return (
    <section class="panel explanation">
      <h2>{aboutCheck.alerted}</h2>
      {value ? (
        <>
          <RuleText explanation={value} />
          <Fields explanation={value} />
          <Way explanation={value} />
          <ToldText explanation={value} />
          <QuietText explanation={value} />
        </>
      ) : error === undefined ? (
        <p class="muted">{words.loading}</p>
      ) : (
        <p class="form-error">
          {aboutCheck.explainFailed(failureText(error, words))}{' '}
          <button type="button" class="button" onClick={reload}>
            {words.retry}
          </button>
        </p>
      )}
    </section>
  )
}

interface Part {
  readonly explanation: CheckExplanation
}

function RuleText({ explanation: { rule, check } }: Part) {
  const { words, format } = useSpeech()
  const { aboutCheck } = words
  if (check.context) return <p>{aboutCheck.context}</p>
  return (
    <>
      <p>{aboutCheck.believed(rule.need, rule.of, rule.clear, format.duration(rule.hold_ms))}</p>
      <p class="muted">
        {rule.match === null ? (
          aboutCheck.byDefault
        ) : (
          <>
            {aboutCheck.byRule} <code>{rule.match}</code>
          </>
        )}{' '}
        {rule.severity && words.severities[rule.severity]}
      </p>
      {rule.passed_over.length > 0 && (
        <p class="muted">
          {aboutCheck.passedOver}: <code>{rule.passed_over.join(' ')}</code>
        </p>
      )}
    </>
  )
}

function Fields({ explanation: { fields } }: Part) {
  const { words } = useSpeech()
  const { aboutCheck } = words
  if (fields.length === 0) return null
  return (
    <>
      <h3>{aboutCheck.rulesOnFields}</h3>
      <ul class="facts-list">
        {fields.map(({ id, measurement, field, bad, severity, enabled }) => (
          <li key={id}>
            <code>{id}</code> {measurement}.{field} {bad}{' '}
            <span class="muted">{enabled ? words.severities[severity] : aboutCheck.off}</span>
          </li>
        ))}
      </ul>
    </>
  )
}

function Way({ explanation: { way } }: Part) {
  const { words, name } = useSpeech()
  const { aboutCheck } = words
  if (way.length === 0) return null
  return (
    <>
      <h3>{aboutCheck.way}</h3>
      <ol class="facts-list">
        {way.map((node) => (
          <li key={node.node}>
            <span class="is-sentence">{name(node.name)}</span> <code class="muted">{node.node}</code>
          </li>
        ))}
      </ol>
    </>
  )
}

function ToldText({ explanation: { told } }: Part) {
  const { words, format } = useSpeech()
  const { aboutCheck } = words
  return (
    <>
      <h3>{aboutCheck.told}</h3>
      {told.map(({ severity, channels, escalation, levels }) => (
        <div key={severity} class="told">
          <p>
            <strong>{words.severities[severity]}</strong>{' '}
            {channels.length === 0 && levels.length === 0 ? (
              aboutCheck.toldNobody
            ) : (
              <span class="muted">
                {channels.join(', ')}
                {escalation && ` (${escalation})`}
              </span>
            )}
          </p>
          <ul class="facts-list">
            {levels.map(({ after_ms, people }) => (
              <li key={after_ms}>
                {after_ms === 0 ? aboutCheck.atOnce : aboutCheck.after(format.duration(after_ms))}:{' '}
                {people.map((one) => (
                  <Person key={one.source} one={one} />
                ))}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </>
  )
}

function Person({ one }: { one: CheckExplanation['told'][number]['levels'][number]['people'][number] }) {
  const { words, format } = useSpeech()
  const { aboutCheck } = words
  const { source, person, quiet_until, ways } = one
  return (
    <span class="told-person">
      {person ? <strong>{person.name}</strong> : aboutCheck.nobodyOnCall}
      <span class="muted">
        {' '}
        {source !== person?.id && source}{' '}
        {ways
          .map(({ channel, lacks }) => (lacks === null ? channel : `${channel} (${aboutCheck.lacks(lacks)})`))
          .join(' → ')}
        {quiet_until !== null && ` · ${aboutCheck.quietUntil(format.minute(quiet_until))}`}
      </span>
    </span>
  )
}

function QuietText({ explanation: { maintenance, silences } }: Part) {
  const { words, format } = useSpeech()
  const { aboutCheck } = words
  const all = [...maintenance, ...silences]
  return (
    <>
      <h3>{aboutCheck.quiet}</h3>
      {all.length === 0 ? (
        <p class="muted">{aboutCheck.noQuiet}</p>
      ) : (
        <ul class="facts-list">
          {all.map(({ id, to, match }) => (
            <li key={id}>
              <a href="/maintenance">{id}</a> <code>{match.join(' ')}</code>{' '}
              <span class="muted">{aboutCheck.until(format.stamp(to))}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}
