import type { World } from '../world.ts'
import type { FieldState } from './field-state.ts'
import type { Gauge } from './gauge.ts'
import { laneId } from './lane.ts'
import { addField } from './measure.ts'

/** A series, as it is kept over a restart; its state stands with those of the checks. */
export interface SavedField extends Pick<FieldState, 'gauge' | 'stale' | 'text' | 'tags' | 'seen'> {
  readonly rule: string
  readonly node: string
  readonly agent: string
}

/** Everything that is remembered of series. */
export const saveFields = ({ fields }: World): SavedField[] =>
  [...fields.records.values()].flatMap(({ field, node, agent }) => {
    if (!field) return []
    const { watch, gauge, stale, text, tags, seen } = field
    return [{ rule: watch.rule.id, node: node.id, agent: agent.id, tags, seen, gauge: copied(gauge), stale, text }]
  })

/** What is handed out must not change with what comes in afterwards. */
const copied = ({ baseline, ...gauge }: Gauge): Gauge =>
  baseline ? { ...gauge, baseline: { ...baseline, hours: { ...baseline.hours } } } : gauge

/** Makes the records anew, in their order. What no rule is about any more is dropped. */
export function restoreFields(world: World, saved: readonly SavedField[]): void {
  const rules = new Map([...world.fields.rules.values()].flat().map((compiled) => [compiled.rule.id, compiled]))
  for (const { rule: id, node: nodeId, agent: agentId, tags, seen, gauge, stale, text } of saved) {
    const [rule, node, agent] = [rules.get(id), world.nodes.get(nodeId), world.agents.get(agentId)]
    const watch = node && rule?.for(node.topology, seen)
    if (!node || !agent || !watch) continue
    addField(
      world,
      { watch, id: laneId(nodeId, id, tags, agentId), node, agent, tags, seen },
      { gauge: copied(gauge), stale, text },
    )
  }
}
