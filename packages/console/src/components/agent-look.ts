import type { AgentStatus } from '../api/document.ts'
import type { Look } from './state-icon.tsx'

/** How an agent's state looks. One that was never seen or was revoked is nobody's outage. */
export const agentLook: Readonly<Record<AgentStatus['state'], Look>> = {
  online: 'ok',
  silent: 'down',
  'never-seen': 'unknown',
  revoked: 'unknown',
}
