import type { ServiceStatus } from '../api/document.ts'
import { useSpeech } from '../context.ts'
import { type Look, StateIcon } from './state-icon.tsx'

/** How a service's state looks. One that is closed is nobody's outage. */
export const serviceLook: Readonly<Record<ServiceStatus['state'], Look>> = {
  up: 'ok',
  degraded: 'degraded',
  down: 'down',
  unknown: 'unknown',
  closed: 'unknown',
}

/** A service's state: its shape and its word. */
export function ServiceState({ of }: { of: ServiceStatus['state'] }) {
  const { words } = useSpeech()
  return (
    <span class={`with-icon is-${serviceLook[of]}`}>
      <StateIcon look={serviceLook[of]} size={18} />
      {words.services.states[of]}
    </span>
  )
}
