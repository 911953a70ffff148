import { runOrder } from '@vonggac/agent'
import { assess } from '@vonggac/collector'
import type { MeetingsDocument, Preflight } from '@vonggac/collector/api-types'
import { ConfigError, silentLog, systemClock } from '@vonggac/model'
import { type Config, didYouMean, loadProfiles, participantsOf, planFor, preflightPlan } from '@vonggac/model/inventory'
import { askCollector, collectorOptions } from '../collector-call.ts'
import { type Call, type Command, optional, UsageError } from '../command.ts'
import { loadOrExplain } from '../load.ts'
import { momentText } from '../moment.ts'
import { preflightText } from '../preflight-text.ts'
import { probeSecret } from '../probe-secret.ts'
import { table } from '../table.ts'

/** Exit codes, as those of monitoring plug-ins: ready, at risk, not ready, no verdict. */
const EXIT = { ready: 0, 'at-risk': 1, 'not-ready': 2 } as const
const EXIT_NO_VERDICT = 3
/** How often the collector is asked whether a test is over, ms. */
const ASK_EVERY_MS = 1_000

/** `vonggac preflight`: are the sites ready for a conference, now? */
export const preflight: Command = {
  name: 'preflight',
  summary: 'Test whether sites are ready for a video conference, now.',
  usage: [
    'preflight [MEETING | --sites ID,ID… | --all] [--collector URL] [--token ENV] [--json]',
    'preflight --list [--collector URL] [--token ENV]',
    'preflight --config DIR [--sites ID,ID… | --all] [--json]',
  ],
  options: {
    sites: { type: 'string', value: 'ID,ID…', help: 'which sites' },
    all: { type: 'boolean', help: 'every site with a conferencing endpoint; also when nothing else is said' },
    list: { type: 'boolean', help: 'the meetings that are known, with the verdict of their last test' },
    ...collectorOptions,
    config: { type: 'string', value: 'DIR', help: 'test from this machine by this configuration, without a collector' },
    json: { type: 'boolean', help: 'the whole of it as JSON' },
  },
  notes: 'Exit status: 0 ready, 1 at risk, 2 not ready, 3 no verdict.',
  async run(call) {
    if (call.values.list) return await list(call)
    const done = optional(call, 'config') ? await fromHere(call) : await byCollector(call)
    if (call.values.json) call.io.out(`${JSON.stringify(done, null, 2)}\n`)
    else if (done.state === 'done') call.io.out(preflightText(done, call.io))
    if (done.state === 'failed') call.io.err(`vonggac: the sites could not be tested: ${done.error}\n`)
    return done.verdict === null ? EXIT_NO_VERDICT : EXIT[done.verdict]
  },
}

/** Sites as they were named; `all` when none were. */
function wantedSites(call: Call): 'all' | string[] {
  const named = optional(call, 'sites')
  if (named !== undefined && call.values.all) throw new UsageError('either --sites or --all, not both')
  if (named === undefined) return 'all'
  return named.split(',').flatMap((id) => id.trim() || [])
}

async function byCollector(call: Call): Promise<Preflight> {
  const [meeting, ...more] = call.positionals
  if (more.length > 0) throw new UsageError('one meeting at a time')
  if (meeting !== undefined && (call.values.sites || call.values.all))
    throw new UsageError('either a meeting or sites, not both')
  const wanted = meeting === undefined ? { sites: wantedSites(call) } : { meeting }
  let test = await askCollector<Preflight>(call, '/api/v1/preflights', { ...wanted, by: 'command line' })
  if (call.io.tty) call.io.err(`testing ${test.asked.length} sites; this takes about half a minute\n`)
  while (test.state === 'running') {
    await systemClock.sleep(ASK_EVERY_MS, call.signal)
    test = await askCollector<Preflight>(call, `/api/v1/preflights/${test.id}`)
  }
  return test
}

async function list(call: Call): Promise<number> {
  const { meetings, problems } = await askCollector<MeetingsDocument>(call, '/api/v1/meetings')
  if (call.values.json) call.io.out(`${JSON.stringify({ meetings, problems }, null, 2)}\n`)
  else if (meetings.length === 0) call.io.out('no meeting is known of a week ago to five weeks ahead\n')
  else {
    const rows = meetings.map(({ id, start, state, sites, title, preflight: last, problem }) => [
      id,
      momentText(start),
      state,
      String(sites.length),
      last?.verdict ?? '-',
      problem ?? title.en,
    ])
    call.io.out(table(['MEETING', 'START', 'STATE', 'SITES', 'LAST TEST', 'TITLE'], rows))
  }
  for (const { calendar, text } of problems) call.io.err(`vonggac: calendar ${calendar}: ${text}\n`)
  return 0
}

/** The test as the hub's agent would do it, from this machine. */
async function fromHere(call: Call): Promise<Preflight> {
  if (call.positionals.length > 0)
    throw new UsageError('meetings are known to a collector: with --config, name --sites')
  const config = loadOrExplain(String(call.values.config))
  const plan = preflightPlan(config, chosenSites(wantedSites(call), config))
  if (!plan) throw new ConfigError('the configuration has no agent with `hub: true`: from where shall be tested?')
  const startedAt = systemClock.now()
  if (call.io.tty) call.io.err(`testing ${plan.sites.length} sites; this takes about half a minute\n`)
  const { profiles } = loadProfiles(String(call.values.config))
  const { checks } = planFor(config, plan.agent, profiles)
  const answer = await runOrder(
    { kind: 'run', id: 'here', rounds: plan.rounds },
    { plan: checks, clock: systemClock, log: silentLog, secret: probeSecret, profiles },
    call.signal,
  )
  const judged = assess(plan, answer, { limits: config.readiness, until: startedAt + 7_200_000 })
  return {
    ...judged,
    id: 'here',
    meeting: null,
    title: null,
    asked: plan.sites.map(({ site }) => site.id),
    lead_ms: null,
    by: 'command line',
    started_at: startedAt,
    finished_at: systemClock.now(),
    state: 'done',
    error: null,
  }
}

function chosenSites(wanted: 'all' | readonly string[], { sites }: Config): string[] {
  const ids = sites.map(({ id }) => id)
  const wrong = wanted === 'all' ? undefined : wanted.find((id) => !ids.includes(id))
  if (wrong !== undefined) throw new UsageError(`there is no site \`${wrong}\`${didYouMean(wrong, ids)}`)
  const chosen = participantsOf(wanted, sites)
  if (chosen.length === 0) throw new ConfigError('no site has a conferencing endpoint; name some with --sites')
  return chosen
}
