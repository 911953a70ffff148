import { at, itemsAt, type Located } from './located.ts'
import type { Say } from './references.ts'
import { rather } from './suggestion.ts'

/** Users of traps that are named by the id of a credential which is not there, or not of version 3. */
export function trapProblems(root: Located, say: Say): void {
  const credentials = at(root, ['snmp', 'credentials'])
  const entries = credentials?.kind === 'map' ? [...credentials.entries] : []
  const version3 = entries.filter(([, { value }]) => isVersion3(value)).map(([id]) => id)
  for (const agent of itemsAt(root, 'agents')) {
    const traps = at(agent.node, ['traps'])
    for (const { node, path } of itemsAt(traps, 'users', [...agent.path, 'traps'])) {
      if (node.kind !== 'scalar' || typeof node.value !== 'string' || version3.includes(node.value)) continue
      const isOther = entries.some(([id]) => id === node.value)
      say(
        path,
        isOther
          ? `credential \`${node.value}\` has no user, not being of version 3; its community belongs under \`community\``
          : `there is no SNMP credential of version 3 of this name${rather(node.value, version3)}`,
      )
    }
  }
}

function isVersion3(credential: Located): boolean {
  const version = at(credential, ['version'])
  return version?.kind === 'scalar' && String(version.value) === '3'
}
