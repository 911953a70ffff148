import type { CheckExplanation } from '@vonggac/collector/api-explanation-types'
import { formatDuration } from '@vonggac/model'
import { momentText } from './moment.ts'
import { table } from './table.ts'

/** What is explained of a check: how it is now is known only where a collector was asked. */
export type Explained = Omit<CheckExplanation, 'now'> & Partial<Pick<CheckExplanation, 'now'>>

/** An explanation for people, a paragraph for each question. */
export function explanationText(one: Explained): string {
  return [
    headText(one),
    ruleText(one),
    ...(one.fields.length > 0 ? [fieldsText(one)] : []),
    wayText(one),
    ...one.told.map(toldText),
    quietText(one),
  ].join('\n')
}

function headText({ check, origin, now }: Explained): string {
  const { id, kind, target, agent, interval_ms, context } = check
  const every = interval_ms > 0 ? `every ${formatDuration(interval_ms)}` : 'at its times'
  const lines = [`${id}: ${kind} of ${target} by agent ${agent}, ${every}`]
  lines.push(`there because of ${origin.key}`)
  for (const { match, sets } of origin.tuned) lines.push(`  changed under checks by \`${match}\`: ${sets.join(', ')}`)
  if (context) lines.push('only says what surrounds a failure: it opens no incident')
  if (now) {
    const said = [now.error, now.detail].filter((part) => part !== '').join(': ')
    lines.push(
      `now ${now.status}${now.since === null ? '' : ` since ${momentText(now.since)}`}${said ? ` (${said})` : ''}`,
    )
    if (now.outside_hours) lines.push('outside its hours: it is not run now')
    if (now.incident !== null) lines.push(`incident: ${now.incident}`)
  }
  return `${lines.join('\n')}\n`
}

function ruleText({ rule }: Explained): string {
  const { match, severity, need, of, clear, hold_ms, passed_over } = rule
  const lines = [
    `Believed when ${need} of the last ${of} results failed; over after ${clear} good results and ${formatDuration(hold_ms)}`,
    `  by ${match === null ? 'the defaults: no rule on statuses matches it' : `the rule \`${match}\``}; severity: ${severity ?? 'what the topology says'}`,
    ...passed_over.map((glob) => `  the rule \`${glob}\` matches as well and never applies: another stands before it`),
  ]
  return `${lines.join('\n')}\n`
}

function fieldsText({ fields }: Explained): string {
  const rows = fields.map(({ id, measurement, field, bad, severity, exception, built_in, tags, enabled }) => [
    id,
    `${measurement}.${field}`,
    bad,
    enabled ? severity : 'off',
    [
      built_in ? 'built in' : '',
      exception === null ? '' : `exception ${exception}`,
      ...Object.entries(tags).map(([tag, globs]) => `${tag} ${[globs].flat().join('|')}`),
    ]
      .filter((part) => part !== '')
      .join(', '),
  ])
  return table(['RULE', 'FIELD', 'BAD WHEN', 'SEVERITY', ''], rows)
}

const wayText = ({ way }: Explained): string =>
  `Reached through\n${way.map(({ node, through }) => `  ${node}${through.length > 0 ? ` ← ${through.join(' or ')}` : ' (by itself)'}\n`).join('')}`

type Told = Explained['told'][number]

function toldText({ severity, channels, escalation, levels }: Told): string {
  const lines = [
    `When ${severity}`,
    `  at once: ${channels.length > 0 ? channels.join(', ') : 'no channel'}`,
    ...(escalation === null ? [] : [`  escalation ${escalation}, while nobody acknowledges:`]),
    ...levels.flatMap(({ after_ms, people }) =>
      people.map(
        (person) => `    ${after_ms === 0 ? 'at once' : `after ${formatDuration(after_ms)}`}: ${personText(person)}`,
      ),
    ),
  ]
  return `${lines.join('\n')}\n`
}

function personText({ source, person, until, quiet_until, ways }: Told['levels'][number]['people'][number]): string {
  if (!person) return `${source}: NOBODY is on call`
  const who =
    source === person.id
      ? person.name
      : `${source}: ${person.name}${until === null ? '' : ` until ${momentText(until)}`}`
  const by = ways
    .map(({ channel, lacks }) => (lacks === null ? channel : `not ${channel} (no \`${lacks}\`)`))
    .join(', then ')
  return `${who} by ${by}${quiet_until === null ? '' : `; quiet until ${momentText(quiet_until)}`}`
}

function quietText({ maintenance, silences }: Explained): string {
  const line = (what: string, windows: Explained['silences']) =>
    windows.length === 0
      ? `${what}: none\n`
      : windows.map(({ id, to, match }) => `${what}: ${id} until ${momentText(to)} (${match.join(', ')})\n`).join('')
  return line('Maintenance now', maintenance) + line('Silences now', silences)
}
