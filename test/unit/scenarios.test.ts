import { globSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { tryScenario } from '@vonggac/alerting/scenario'
import { formatProblem } from '@vonggac/model/inventory'
import { loadScenarios } from '@vonggac/model/scenario'
import { describe, expect, test } from 'vitest'
import { trialText } from '../../packages/cli/src/trial-text.ts'

/** The corpus of test/scenarios: what happened to somebody once, and must not happen here. `vonggac alerts test` runs the same. */

const root = fileURLToPath(new URL('../..', import.meta.url))
const files = globSync('test/scenarios/*.yaml', { cwd: root }).sort()

test('every file of the corpus can be read', () => {
  const { problems } = loadScenarios(files.map((file) => join(root, file)))
  expect(problems.map(formatProblem)).toEqual([])
})

describe.for(files)('%s', (file) => {
  const { scenarios } = loadScenarios([join(root, file)])
  test.for(scenarios.map((scenario) => ({ name: scenario.name, scenario })))('$name', ({ scenario }) => {
    const trial = tryScenario(scenario)
    expect(trial.verdict.passed, trialText(trial, { colour: false, verbose: true })).toBe(true)
  })
})
