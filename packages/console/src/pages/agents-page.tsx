import type { AgentStatus } from '../api/document.ts'
import { Ago } from '../components/age.tsx'
import { agentLook } from '../components/agent-look.ts'
import { Empty } from '../components/empty.tsx'
import { StateIcon } from '../components/state-icon.tsx'
import { useConsole, useSpeech } from '../context.ts'
import { pathOf } from '../router.ts'
import { useSelect } from '../state/select.ts'

/** Skew beyond this makes times of events doubtful: the collector flags it too. */
const SKEW_LIMIT_MS = 2000

/** Who measures: every agent with its state and what it costs its machine. */
export function AgentsPage() {
  const { live } = useConsole()
  const { words } = useSpeech()
  const agents = useSelect(live, (state) => state.agents)
  if (agents === null) return <p class="loading">{words.loading}</p>
  if (agents.length === 0) {
    return (
      <Empty title={words.noAgents} hint={words.noAgentsHint}>
        <code>vonggac agents add ID</code>
      </Empty>
    )
  }
  return (
    <div class="page">
      <h1>{words.agents}</h1>
      <div class="panel is-flush">
        <table class="table">
          <thead>
            <tr>
              <th scope="col">{words.agent}</th>
              <th scope="col">{words.status}</th>
              <th scope="col">{words.lastSeen}</th>
              <th scope="col">{words.version}</th>
              <th scope="col" class="is-number">
                {words.checks}
              </th>
              <th scope="col" class="is-number" title={words.spoolHint}>
                {words.spool}
              </th>
              <th scope="col" class="is-number">
                {words.skew}
              </th>
              <th scope="col" class="is-number">
                {words.cpu}
              </th>
              <th scope="col" class="is-number">
                {words.memory}
              </th>
            </tr>
          </thead>
          <tbody>
            {agents.map((agent) => (
              <AgentRow key={agent.id} agent={agent} />
            ))}
          </tbody>
        </table>
      </div>
    </div>
  )
}

function AgentRow({ agent }: { agent: AgentStatus }) {
  const { words, format } = useSpeech()
  const number = (value: number | null) => (value === null ? words.unknownValue : format.count(value))
  const skewed = agent.clock_skew_ms !== null && Math.abs(agent.clock_skew_ms) > SKEW_LIMIT_MS
  return (
    <tr>
      <th scope="row" data-label={words.agent}>
        {agent.id}
        {agent.site && (
          <>
            {' '}
            <a class="muted" href={pathOf({ page: 'site', id: agent.site })}>
              {agent.site}
            </a>
          </>
        )}
      </th>
      <td data-label={words.status}>
        <span class="with-icon">
          <StateIcon look={agentLook[agent.state]} size={18} />
          {words.agentStates[agent.state]}
        </span>
      </td>
      <td data-label={words.lastSeen}>
        <Ago at={agent.last_seen} />
      </td>
      <td data-label={words.version}>{agent.version ?? words.unknownValue}</td>
      <td data-label={words.checks} class="is-number">
        {number(agent.checks)}
      </td>
      <td data-label={words.spool} class="is-number">
        {number(agent.spool_records)}
      </td>
      <td data-label={words.skew} class={`is-number ${skewed ? 'text-down' : ''}`}>
        {format.milliseconds(agent.clock_skew_ms)}
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
