import { type Missing, type Notification, type Run, sinceStart, type Trial } from '@vonggac/alerting/scenario'
import type { Expectation, Place } from '@vonggac/model/scenario'

/** How a scenario went, for people: one line, and below it what is wrong. */
export function trialText(
  trial: Trial,
  { colour, verbose }: { readonly colour: boolean; readonly verbose: boolean },
): string {
  const { scenario, verdict, run, runs, restartedAt } = trial
  const mark = verdict.passed ? paint('✓', 32, colour) : paint('✗', 31, colour)
  const { file } = scenario.place
  const title = scenario.name.startsWith(file) ? scenario.name : `${file}: ${scenario.name}`
  const often = runs > 1 ? ` (${runs} runs)` : ''
  const restarted = restartedAt === undefined ? [] : [`    with a restart at ${sinceStart(restartedAt, run.plan)}:`]
  const warnings = run.unmatched.map(
    ({ place, glob, what }) => `    ${placeText(place)}: warning: \`${glob}\` fits no ${what} of the configuration`,
  )
  const wrong = [
    ...verdict.failures.map(
      ({ at, place, text }) => `    ${placeText(place)}: at ${sinceStart(at, run.plan)}: ${text}`,
    ),
    ...verdict.missing.map((one) => `    ${placeText(one.place)}: ${missingText(one, run)}`),
    ...verdict.unexpected.map((one) => `    not expected: ${sinceStart(one.at, run.plan)} ${notificationText(one)}`),
  ]
  return [`${mark} ${title}${often}`, ...warnings, ...restarted, ...wrong, ...(verbose ? timeline(run) : [])].join('\n')
}

const paint = (text: string, code: number, colour: boolean) => (colour ? `\u001B[${code}m${text}\u001B[0m` : text)

const placeText = ({ file, line }: Place) => `${file}:${line}`

/** `on-call: opened tam-ky/vnpt (link, critical): NGHIÊM TRỌNG: …`. */
function notificationText({ channel, person, kinds, target, cause, severity, subject }: Notification): string {
  const whom = person === undefined ? channel : `${channel} to ${person}`
  return `${whom}: ${kinds.join('/')} ${target} (${cause}, ${severity}): ${subject}`
}

function missingText({ wanted, within, found }: Missing, run: Run): string {
  const span =
    within.from === within.to
      ? `at ${sinceStart(within.from, run.plan)}`
      : `from ${sinceStart(within.from, run.plan)} to ${sinceStart(within.to, run.plan)}`
  return `${isAgainst(wanted) ? 'not expected' : 'expected'} ${span}: ${wantedText(wanted)}; ${found}`
}

const isAgainst = (wanted: Expectation) =>
  wanted.kind === 'notification' && (wanted.wanted.none === true || wanted.wanted.not === true)

/** What an expectation asks for, key by key as it is written. */
function wantedText({ wanted }: Expectation): string {
  const { at: _at, ...rest } = wanted
  const parts = Object.entries(rest).flatMap(([key, value]) => {
    if (value === undefined || key === 'within' || key === 'until' || key === 'none' || key === 'not') return []
    return [`${key} ${Array.isArray(value) ? value.join(', ') || 'none' : String(value)}`]
  })
  return parts.join(', ') || 'any message'
}

/** Everything that happened, in order. */
function timeline(run: Run): string[] {
  const lines: { at: number; text: string }[] = [...run.notes.map(({ at, text }) => ({ at, text: `# ${text}` }))]
  for (const { at, event } of run.decided) {
    if (event.kind === 'transition')
      lines.push({ at, text: `${event.check}: ${event.from} → ${event.to} (${event.reason})` })
    else if (event.kind === 'service')
      lines.push({ at, text: `service ${event.service.node}: ${event.service.from} → ${event.service.state}` })
    else
      lines.push({
        at,
        text: `${event.kind} ${event.incident.node} (${event.incident.cause}, ${event.incident.severity}, ${event.incident.members.length} checks): ${event.reason}`,
      })
  }
  for (const { at, outcome, error, delivery } of run.attempts) {
    const { kind, subject } = delivery.message
    const whom = delivery.to ? `${delivery.channel} to ${delivery.to.id}` : delivery.channel
    lines.push({ at, text: `→ ${whom}: ${outcome}${error ? ` (${error})` : ''}: ${kind}: ${subject}` })
  }
  return lines.sort((a, b) => a.at - b.at).map(({ at, text }) => `    ${sinceStart(at, run.plan).padStart(9)} ${text}`)
}

/** The same for programs: one object a scenario. */
export function trialJson({ scenario, verdict, run, runs, restartedAt }: Trial): object {
  const { plan } = run
  const seconds = (at: number) => Math.round(at - plan.start) / 1_000
  const told = (one: Notification) => {
    const { channel, person, kinds, target, cause, severity, subject } = one
    return { at_s: seconds(one.at), channel, person, kind: kinds[0], target, cause, severity, subject }
  }
  return {
    ...scenario.place,
    name: scenario.name,
    passed: verdict.passed,
    runs,
    ...(restartedAt !== undefined && { restarted_at_s: seconds(restartedAt) }),
    failures: verdict.failures.map(({ at, place, text }) => ({ ...place, at_s: seconds(at), text })),
    missing: verdict.missing.map(({ place, wanted, within, found }) => ({
      ...place,
      from_s: seconds(within.from),
      to_s: seconds(within.to),
      wanted: wantedText(wanted),
      found,
    })),
    unexpected: verdict.unexpected.map(told),
    unmatched: run.unmatched.map(({ place, glob, what }) => ({ ...place, glob, what })),
    notifications: run.notifications.map(told),
  }
}
