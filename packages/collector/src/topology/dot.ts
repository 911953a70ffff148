import type { TopologyDocument } from '../api-types.ts'

const COLOUR = { ok: 'forestgreen', warn: 'orange', fail: 'red', unknown: 'grey' } as const

/** The document in Graphviz's language: what was declared dashed, what was seen solid, contradicting devices filled. */
export function topologyDot({ nodes, edges, contradictions }: TopologyDocument): string {
  const wrong = new Set(contradictions.map(({ device }) => device))
  const nodeLines = nodes.map(({ id, kind, name, state }) => {
    const label = kind === 'external' ? name.en : id
    const shape = kind === 'external' ? 'ellipse' : 'box'
    const fill = wrong.has(id) ? ', style=filled, fillcolor=mistyrose' : ''
    return `  ${quoted(id)} [label=${quoted(label)}, shape=${shape}, color=${COLOUR[state]}${fill}]`
  })
  const edgeLines = edges.map(({ kind, ends: [a, b], protocols }) => {
    const look =
      kind === 'declared'
        ? 'style=dashed, color=grey'
        : `taillabel=${quoted(a.port)}, headlabel=${quoted(b.port)}, label=${quoted(protocols.join(' '))}`
    return `  ${quoted(a.node)} -- ${quoted(b.node)} [${look}]`
  })
  return ['graph topology {', ...nodeLines, ...edgeLines, '}', ''].join('\n')
}

/** A double-quoted string of the DOT language: a backslash would begin an escape. */
const quoted = (text: string): string =>
  `"${text
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .replaceAll('\\', '\\\\')
    .replaceAll('"', '\\"')}"`
