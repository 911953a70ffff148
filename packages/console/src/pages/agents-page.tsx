import type { AgentStatus, ConfigDocument } from '../api/document.ts'
import { Ago } from '../components/age.tsx'
import { agentLook } from '../components/agent-look.ts'
import { Empty } from '../components/empty.tsx'
import { Prose } from '../components/prose.tsx'
import { StateIcon } from '../components/state-icon.tsx'
import { useConsole, useSpeech } from '../context.ts'
import type { Format } from '../i18n/format.ts'
import { pathOf } from '../router.ts'
import { useResource } from '../state/resource.ts'
import { useSelect } from '../state/select.ts'

/** Skew beyond this makes times of events doubtful: the collector flags it too. */
const SKEW_LIMIT_MS = 2000
/** What waits longer than this in a spool is no hiccup, s. */
const LAG_LIMIT_S = 60

type Planned = ConfigDocument['agents'][number]

/** Who measures: every agent with its state, what it has to do, how far it is behind, and what it costs its machine. */
export function AgentsPage() {
  const { client, live } = useConsole()
  const { words } = useSpeech()
  const agents = useSelect(live, (state) => state.agents)
  // Without it (an older collector, a reader's token) the page only lacks what the configuration says.
  const { value } = useResource('configuration', client.configuration)
  if (agents === null) return <p class="loading">{words.loading}</p>
  if (agents.length === 0) {
    return (
      <Empty title={words.noAgents} hint={words.noAgentsHint}>
        <code>vonggac agents add ID</code>
      </Empty>
    )
  }
  const planned = new Map(value?.agents.map((agent) => [agent.id, agent]))
  return (
    <div class="page">
      <h1>{words.agents}</h1>
      <Missing agents={agents} />
      <div class="panel is-flush">
        <table class="table">
          <Head />
          <tbody>
            {agents.map((agent) => (
              <AgentRow key={agent.id} agent={agent} planned={planned.get(agent.id)} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}

/** Those that are not heard of, and what to do about it. */
function Missing({ agents }: { agents: readonly AgentStatus[] }) {
  const { words } = useSpeech()
  const { configuration } = words
  const of = (state: AgentStatus['state']) => agents.filter((agent) => agent.state === state).map(({ id }) => id)
  const [silent, never] = [of('silent'), of('never-seen')]
  return (
    <>
      {silent.length > 0 && (
        <section class="panel now is-down" role="status">
          <h2>
            <StateIcon look="down" size={20} />
            {configuration.agentsSilent(silent.join(', '))}
          </h2>
          <p>
            <Prose text={configuration.silentHint} />
          </p>
        </section>
      )}
      {never.length > 0 && (
        <p class="muted">
          <strong>{never.join(', ')}</strong>: <Prose text={configuration.neverHint} />
        </p>
      )}
    </>
  )
}

function Head() {
  const { words } = useSpeech()
  const { configuration } = words
  const numbers = [
    [words.checks, configuration.plannedHint],
    [words.spool, words.spoolHint],
    [configuration.lag, configuration.lagHint],
    [configuration.offset, ''],
    [words.cpu, ''],
    [words.memory, ''],
  ] as const
  return (
    <thead>
      <tr>
        <th scope="col">{words.agent}</th>
        <th scope="col">{words.status}</th>
        <th scope="col">{words.lastSeen}</th>
        <th scope="col">{words.version}</th>
        {numbers.map(([label, hint]) => (
          <th key={label} scope="col" class="is-number" {...(hint && { title: hint })}>
            {label}
          </th>
        ))}
      </tr>
    </thead>
  )
}

/** How far a clock is ahead or behind, where it is more than a moment. */
const offsetText = (ms: number, format: Format): string => `${ms < 0 ? '−' : '+'}${format.duration(Math.abs(ms))}`

function AgentRow({ agent, planned }: { agent: AgentStatus; planned: Planned | undefined }) {
  const { words, format } = useSpeech()
  const { configuration } = words
  const skewed = agent.clock_skew_ms !== null && Math.abs(agent.clock_skew_ms) > SKEW_LIMIT_MS
  const late = agent.spool_oldest_s !== null && agent.spool_oldest_s > LAG_LIMIT_S
  return (
    <tr data-agent={agent.id} class={agent.state === 'silent' ? 'is-down' : ''}>
      <th scope="row" data-label={words.agent}>
        {agent.id} {planned?.hub && <span class="tag">{configuration.hub}</span>}{' '}
        {agent.site && (
          <a class="muted" href={pathOf({ page: 'site', id: agent.site })}>
            {agent.site}
            {planned?.device && `/${planned.device}`}
          </a>
        )}
      </th>
      <td data-label={words.status}>
        <span class={`with-icon is-${agentLook[agent.state]}`}>
          <StateIcon look={agentLook[agent.state]} size={18} />
          {words.agentStates[agent.state]}
        </span>
      </td>
      <td data-label={words.lastSeen}>
        <Ago at={agent.last_seen} />
      </td>
      <td data-label={words.version}>{agent.version ?? words.unknownValue}</td>
      <td data-label={words.checks} class="is-number">
        <Checks agent={agent} planned={planned} />
      </td>
      <td data-label={words.spool} class="is-number">
        {agent.spool_records === null ? words.unknownValue : format.count(agent.spool_records)}{' '}
        {agent.spool_bytes !== null && <small class="muted">{format.bytes(agent.spool_bytes)}</small>}
      </td>
      <td data-label={configuration.lag} class={`is-number ${late ? 'text-down' : ''}`}>
        {agent.spool_oldest_s === null ? words.unknownValue : format.duration(agent.spool_oldest_s * 1000)}
      </td>
      <td data-label={configuration.offset} class={`is-number ${skewed ? 'text-down' : ''}`}>
        {skewed ? offsetText(agent.clock_skew_ms!, format) : format.milliseconds(agent.clock_skew_ms)}
      </td>
      <td data-label={words.cpu} class="is-number">
        {format.percent(agent.cpu_pct)}
      </td>
      <td data-label={words.memory} class="is-number">
        {format.bytes(agent.rss_bytes)}
      </td>
    </tr>
  )
}

/** How many checks it has to run, leading to them; how many it does run where that is another number. */
function Checks({ agent, planned }: { agent: AgentStatus; planned: Planned | undefined }) {
  const { words, format } = useSpeech()
  const { configuration } = words
  if (!planned) return <>{agent.checks === null ? words.unknownValue : format.count(agent.checks)}</>
  const differs = agent.checks !== null && agent.checks !== planned.checks
  return (
    <>
      <a href={`${pathOf({ page: 'configuration' })}?agent=${encodeURIComponent(agent.id)}`}>
        {format.count(planned.checks)}
      </a>
      {differs && (
        <small class="text-degraded" title={configuration.differs}>
          {' '}
          ({format.count(agent.checks!)})
        </small>
      )}
    </>
  )
}
