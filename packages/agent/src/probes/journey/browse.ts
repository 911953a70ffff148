import { ProbeFailure } from '@vonggac/model'
import type { JourneyStep } from '@vonggac/model/inventory'
import type { Session } from './session.ts'
import type { Visit } from './visit.ts'

/** Does a step in a real browser. */
export async function browse(_step: JourneyStep, _session: Session, _signal: AbortSignal): Promise<Visit> {
  throw new ProbeFailure('local', 'steps in a browser are not built in')
}
