import type { IncidentSummary } from '../api/document.ts'
import type { Look } from './state-icon.tsx'

/** A resolved incident looks well, an open one as bad as it is. */
export const incidentLook = ({ state, severity }: Pick<IncidentSummary, 'state' | 'severity'>): Look =>
  state === 'resolved' ? 'ok' : severity === 'critical' ? 'down' : 'degraded'
