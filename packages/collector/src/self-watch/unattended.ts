import { shiftAt } from '@vonggac/alerting'
import type { Escalation, OnCall } from '@vonggac/model/inventory'

const ROTA = /^rota:(.+)$/

/** Levels of escalations that would come to nobody at a moment: all that they name are rotas in which nobody is on call. Pure. */
export function unattendedOf(
  escalations: readonly Pick<Escalation, 'id' | 'levels'>[],
  onCall: OnCall,
  at: number,
): string[] {
  const isAttended = (receiver: string) => {
    const rota = ROTA.exec(receiver)?.[1]
    return rota === undefined || shiftAt(onCall, rota, at) !== undefined
  }
  return escalations.flatMap(({ id, levels }) =>
    levels.flatMap(({ notify }, index) => (notify.some(isAttended) ? [] : [`${id}, level ${index + 1}`])),
  )
}
