import { at, type Item, itemsAt, type Located, placeText, textAt } from './located.ts'
import type { Say } from './references.ts'

/** Reports ids that two things of one kind have. Links, devices and services of a site are one kind: nodes of it. */
export function idProblems(root: Located, say: Say): void {
  const oncall = at(root, ['oncall'])
  once(itemsAt(root, 'providers'), 'provider', say)
  once(itemsAt(root, 'sites'), 'site', say)
  once(itemsAt(root, 'agents'), 'agent', say)
  once(itemsAt(root, 'schedules'), 'schedule', say)
  once(itemsAt(root, 'holidays'), 'calendar of holidays', say)
  once(itemsAt(root, 'meetings'), 'meeting', say)
  once(itemsAt(at(root, ['alerts']), 'rules', ['alerts']), 'rule', say)
  once(itemsAt(at(root, ['readiness']), 'calendars', ['readiness']), 'calendar', say)
  once(itemsAt(at(root, ['alerts']), 'maintenance', ['alerts']), 'maintenance window', say)
  once(itemsAt(at(root, ['alerts']), 'calendars', ['alerts']), 'calendar', say)
  once(itemsAt(oncall, 'people', ['oncall']), 'person', say)
  once(itemsAt(oncall, 'rotas', ['oncall']), 'rota', say)
  once(itemsAt(oncall, 'channels', ['oncall']), 'channel', say)
  once(itemsAt(oncall, 'escalations', ['oncall']), 'escalation', say)
  const homeless = new Set(itemsAt(root, 'services'))
  const services = Map.groupBy(homeless, ({ node }) => textAt(node, 'site'))
  for (const { node, path } of itemsAt(root, 'sites')) {
    const hosted = services.get(textAt(node, 'id')) ?? []
    once(
      [...itemsAt(node, 'links', path), ...itemsAt(node, 'devices', path), ...hosted],
      'link, device or service of this site',
      say,
    )
    for (const service of hosted) homeless.delete(service)
  }
  once([...homeless], 'service', say)
}

/** Reports the second of two things with one id. */
function once(items: readonly Item[], what: string, say: Say) {
  const first = new Map<string, Located>()
  for (const { node, path } of items) {
    const id = textAt(node, 'id')
    const before = id === undefined ? undefined : first.get(id)
    if (before)
      say(
        [...path, 'id'],
        `another ${what} has the id \`${id}\`, at ${placeText(before)}; give this one an id of its own`,
      )
    else if (id !== undefined) first.set(id, node)
  }
}
