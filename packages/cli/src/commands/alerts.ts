import { tryScenario } from '@vonggac/alerting/scenario'
import { systemClock } from '@vonggac/model'
import { formatProblem } from '@vonggac/model/inventory'
import { loadScenarios } from '@vonggac/model/scenario'
import { type Call, type Command, optional, UsageError } from '../command.ts'
import { trialJson, trialText } from '../trial-text.ts'

/** `vonggac alerts`: what the rules of alerting do, shown without anything running. */
export const alerts: Command = {
  name: 'alerts',
  summary: 'Test the rules of alerting: a scripted timeline in, expected notifications out.',
  usage: ['alerts test FILE… [--config DIR] [--json] [--verbose]'],
  options: {
    config: { type: 'string', value: 'DIR', help: 'the configuration of scenarios that name none' },
    json: { type: 'boolean', help: 'print JSON, one object a scenario' },
    verbose: { type: 'boolean', short: 'v', help: 'also print everything that happened, in order' },
  },
  notes: 'Exit codes: 0 all passed, 1 some did not, 2 a file is wrong. docs/alert-tests.md describes the files.',
  async run(call) {
    const [action, ...files] = call.positionals
    if (action === 'test') return test(files, call)
    throw new UsageError(`alerts does not know \`${action ?? ''}\`; it takes test (see \`vonggac alerts --help\`)`)
  },
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
