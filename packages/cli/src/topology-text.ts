import type { TopologyDocument } from '@vonggac/collector/api-types'

/** The network as seen, a tree below the hub's devices; what the inventory does not know is marked `?`, contradictions `!`. */
export function topologyText({ nodes, edges, contradictions }: TopologyDocument): string {
  const seen = edges.filter(({ kind }) => kind === 'seen')
  if (seen.length === 0) return 'no device has told of any neighbour yet\n'
  const connected = new Set(seen.flatMap(({ ends }) => ends.map(({ node }) => node)))
  const labels = new Map(nodes.map(({ id, kind, name }) => [id, kind === 'external' ? `? ${name.en}` : id]))
  const wrong = new Set(contradictions.map(({ device }) => device))
  const children = Map.groupBy(
    nodes.filter(({ proposed_parent }) => proposed_parent !== null),
    (node) => node.proposed_parent,
  )
  const lines: string[] = []
  const show = (id: string, depth: number) => {
    lines.push(`${'  '.repeat(depth)}${labels.get(id) ?? id}${wrong.has(id) ? '  !' : ''}`)
    for (const { ends } of seen) {
      const outside = ends.find(({ node }) => node.startsWith('external:'))
      if (outside && ends.some(({ node }) => node === id)) {
        lines.push(`${'  '.repeat(depth + 1)}${labels.get(outside.node)}`)
      }
    }
    for (const child of children.get(id) ?? []) show(child.id, depth + 1)
  }
  for (const { id, kind, proposed_parent } of nodes) {
    if (kind === 'device' && proposed_parent === null && connected.has(id)) show(id, 0)
  }
  for (const { device, declared, proposed, evidence } of contradictions) {
    lines.push('', `! ${device}: the inventory says ${declared.join(', ') || 'nothing'}, seen behind ${proposed}`)
    for (const line of evidence) lines.push(`    ${line}`)
  }
  return `${lines.map(printable).join('\n')}\n`
}

/** Devices choose their names; a terminal must not obey them. */
const printable = (line: string) => line.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
