import { explain } from '@vonggac/alerting'
import { tryScenario } from '@vonggac/alerting/scenario'
import type { CheckExplanation } from '@vonggac/collector/api-explanation-types'
import { systemClock } from '@vonggac/model'
import { expandChecks, formatProblem, nearestPattern, onCallOf, originOf, plannedWork } from '@vonggac/model/inventory'
import { loadScenarios } from '@vonggac/model/scenario'
import { askCollector, collectorOptions } from '../collector-call.ts'
import { type Call, type Command, optional, UsageError } from '../command.ts'
import { type Explained, explanationText } from '../explanation-text.ts'
import { loadOrExplain } from '../load.ts'
import { momentFrom } from '../moment.ts'
import { trialJson, trialText } from '../trial-text.ts'

/** `vonggac alerts`: what the rules of alerting do, shown without anything running. */
export const alerts: Command = {
  name: 'alerts',
  summary: 'Test the rules of alerting on scripted timelines; say what they make of a check, and who would hear of it.',
  usage: [
    'alerts test FILE… [--config DIR] [--json] [--verbose]',
    'alerts explain CHECK [--config DIR | --collector URL] [--at TIME] [--json]',
  ],
  options: {
    config: { type: 'string', value: 'DIR', help: 'of scenarios that name none; of `explain`: config unless given' },
    collector: {
      type: 'string',
      value: 'URL',
      help: 'explain: ask this one, which knows what people have entered and how it is',
    },
    token: collectorOptions.token,
    at: { type: 'string', value: 'TIME', help: 'explain: at this moment, 2026-12-24T02:00; now unless given' },
    json: { type: 'boolean', help: 'print JSON, one object a scenario' },
    verbose: { type: 'boolean', short: 'v', help: 'also print everything that happened, in order' },
  },
  notes:
    'Exit codes of `test`: 0 all passed, 1 some did not, 2 a file is wrong. docs/alert-tests.md describes the files.',
  async run(call) {
    const [action, ...files] = call.positionals
    if (action === 'test') return test(files, call)
    if (action === 'explain') return explained(files, call)
    throw new UsageError(
      `alerts does not know \`${action ?? ''}\`; it takes test and explain (see \`vonggac alerts --help\`)`,
    )
  },
}

/** By a collector where one is named, else by the configuration alone. */
async function explained([check]: readonly string[], call: Call): Promise<number> {
  if (check === undefined) throw new UsageError('alerts explain needs a check: alerts explain tam-ky/vnpt/icmp@hub')
  const when = optional(call, 'at')
  const at = when === undefined ? undefined : momentFrom('at', when)
  const found =
    optional(call, 'collector') === undefined ? ofConfig(check, call, at) : await ofCollector(check, call, at)
  call.io.out(call.values.json ? `${JSON.stringify(found, null, 2)}\n` : explanationText(found))
  return 0
}

const ofCollector = (check: string, call: Call, at: number | undefined) =>
  askCollector<CheckExplanation>(
    call,
    `/api/v1/checks/${encodeURIComponent(check)}/explain${at === undefined ? '' : `?at=${at}`}`,
  )

function ofConfig(check: string, call: Call, at: number = systemClock.now()): Explained {
  const dir = optional(call, 'config') ?? 'config'
  const config = loadOrExplain(dir)
  const checks = expandChecks(config)
  const maintenance = plannedWork(config, at, at + 1)
  const found = explain(check, { config, checks, onCall: onCallOf(config), maintenance, silences: [] }, at)
  const derived = checks.find(({ id }) => id === check)
  if (found && derived) return { ...found, origin: originOf(config, derived) }
  const ids = checks.map(({ id }) => id)
  throw new UsageError(`${dir} has no check \`${check}\`${nearestPattern(check, ids)}`)
}

async function test(files: readonly string[], call: Call): Promise<number> {
  const { io, values, signal } = call
  if (files.length === 0)
    throw new UsageError('alerts test needs files of scenarios: alerts test test/scenarios/*.yaml')
  const { scenarios, problems } = loadScenarios(files, optional(call, 'config'))
  for (const problem of problems) io.err(`${formatProblem(problem)}\n`)
  let failed = 0
  for (const scenario of scenarios) {
    // Lets a signal come through.
    await systemClock.sleep(0, signal)
    const trial = tryScenario(scenario)
    if (!trial.verdict.passed) failed++
    const text = values.json
      ? JSON.stringify(trialJson(trial))
      : trialText(trial, { colour: io.colour, verbose: values.verbose === true })
    io.out(`${text}\n`)
  }
  if (!values.json) io.out(`${summary(scenarios.length, failed, problems.length)}\n`)
  return problems.length > 0 ? 2 : failed > 0 ? 1 : 0
}

const summary = (all: number, failed: number, problems: number): string =>
  [
    all === 1 ? '1 scenario' : `${all} scenarios`,
    `${all - failed} passed`,
    ...(failed > 0 ? [`${failed} failed`] : []),
    ...(problems > 0 ? [problems === 1 ? '1 problem' : `${problems} problems`] : []),
  ].join(', ')
