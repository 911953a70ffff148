import { useConsole, useSpeech } from '../context.ts'
import { useSelect } from '../state/select.ts'
import { agentLook } from './agent-look.ts'
import { openKeys } from './keys.tsx'
import { StateDot } from './state-icon.tsx'
import { ZoneNote } from './zone-note.tsx'

/** More would not fit; the others are on their page. */
const MOST = 12

/** The agents' health in one line: who measures all this, and whether they still do. */
export function FleetStrip() {
  const { live } = useConsole()
  const { words } = useSpeech()
  const agents = useSelect(live, (state) => state.agents)
  if (agents === null) return null
  // One that never came is not missed: it may not be installed yet.
  const silent = agents.filter((agent) => agent.state === 'silent')
  const online = agents.filter((agent) => agent.state === 'online')
  const shown = [...silent, ...online].slice(0, MOST)
  return (
    <footer class="fleet">
      {agents.length > 0 && <a href="/agents">{words.agentsOnline(online.length, online.length + silent.length)}</a>}
      <ul>
        {shown.map((agent) => (
          <li key={agent.id} title={words.agentStates[agent.state]}>
            <StateDot look={agentLook[agent.state]} />
            {agent.id}
            <span class="visually-hidden"> {words.agentStates[agent.state]}</span>
          </li>
        ))}
      </ul>
      <span class="fleet-end">
        <ZoneNote />
        <button type="button" class="link-button" onClick={openKeys}>
          {words.configuration.keys} <kbd>?</kbd>
        </button>
      </span>
    </footer>
  )
}
