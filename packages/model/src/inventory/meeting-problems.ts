import { at, idsOf, itemsAt, type Located, textAt } from './located.ts'
import type { Say } from './references.ts'
import { rather } from './suggestion.ts'

/** Meetings of sites that do not exist, and an MCU that is none: nobody would miss them until a meeting begins. */
export function meetingProblems(root: Located, say: Say): void {
  const sites = itemsAt(root, 'sites')
  const ids = idsOf(sites)
  const readiness = at(root, ['readiness'])
  for (const { node, path } of [...itemsAt(root, 'meetings'), ...itemsAt(readiness, 'calendars', ['readiness'])])
    for (const site of itemsAt(node, 'sites', path)) {
      const id = site.node.kind === 'scalar' ? site.node.value : undefined
      if (typeof id === 'string' && !ids.includes(id)) say(site.path, `there is no site \`${id}\`${rather(id, ids)}`)
    }
  const mcu = textAt(readiness, 'mcu')
  if (mcu === undefined) return
  const devices = sites.flatMap((site) => itemsAt(site.node, 'devices', site.path))
  const mcus = idsOf(devices.filter(({ node }) => textAt(node, 'role') === 'mcu'))
  if (!mcus.includes(mcu)) say(['readiness', 'mcu'], `there is no device \`${mcu}\` of role mcu${rather(mcu, mcus)}`)
}
