import { agentsOnDevices } from './fleet-problems.ts'
import { at, type Item, itemsAt, type Located, textAt } from './located.ts'
import type { Say } from './references.ts'
import { isAnyAddress } from './reflector-schema.ts'

/** Reflectors that nobody can reach, or that answer nobody: both would look like a dead path. */
export function reflectorProblems(root: Located, say: Say): void {
  const agents = itemsAt(root, 'agents')
  for (const agent of agents) {
    const reflector = at(agent.node, ['reflector'])
    if (!reflector) continue
    const path = [...agent.path, 'reflector']
    if (!isHub(agent) && !runsOnDevice(root, agent) && listensAnywhere(reflector))
      say(path, 'where is it reached? Give the agent its `device`, or let it `listen` on an address of its own')
    const others = agents.filter((other) => other !== agent)
    const knowsPeer = others.some((other) => runsOnDevice(root, other)) || itemsAt(reflector, 'peers').length > 0
    if (!knowsPeer && !agentsOnDevices(root).some((id) => id !== textAt(agent.node, 'id')))
      say(path, 'it would answer nobody: no other agent has a `device`; add `peers`, such as [10.33.0.10]')
  }
}

const isHub = ({ node }: Item): boolean => {
  const hub = at(node, ['hub'])
  return hub?.kind === 'scalar' && hub.value === true
}

function runsOnDevice(root: Located, { node }: Item): boolean {
  const id = textAt(node, 'id')
  return textAt(node, 'device') !== undefined || (id !== undefined && agentsOnDevices(root).includes(id))
}

function listensAnywhere(reflector: Located): boolean {
  const listen = textAt(reflector, 'listen')
  return listen === undefined || isAnyAddress(listen.replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1'))
}
