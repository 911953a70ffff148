/**
 * The matcher of check and node ids. `*` stands for anything within a segment, `**` for anything across segments,
 * `/**` at the end also for the thing itself: `tam-ky/**` matches `tam-ky` and `tam-ky/vnpt/icmp@hub`.
 * Every other character stands for itself. Takes time proportional to pattern × id, whatever the pattern.
 */
export function globMatcher(pattern: string): (id: string) => boolean {
  if (pattern === '**') return () => true
  if (!pattern.includes('*')) return (id) => id === pattern
  const steps = compile(pattern)
  return (id) => run(steps, id)
}

/** A character, a loop over characters (`within` a segment or not), or a fork: go on, or jump over `skip` steps. */
type Step =
  | { readonly kind: 'char'; readonly char: string }
  | { readonly kind: 'loop'; readonly within: boolean }
  | { readonly kind: 'fork'; readonly skip: number }

function compile(pattern: string): Step[] {
  const steps: Step[] = []
  for (const [part] of pattern.matchAll(/(?<=^|\/)\*\*+\/|\/\*\*+$|\*+|[^*]/gu)) {
    if (part.startsWith('/**'))
      steps.push({ kind: 'fork', skip: 2 }, { kind: 'char', char: '/' }, { kind: 'loop', within: false })
    else if (part.endsWith('*/'))
      steps.push({ kind: 'fork', skip: 2 }, { kind: 'loop', within: false }, { kind: 'char', char: '/' })
    else if (part.startsWith('*')) steps.push({ kind: 'loop', within: part === '*' })
    else steps.push({ kind: 'char', char: part })
  }
  return steps
}

/** All ways through the pattern at once (Thompson 1968), so that no pattern can make it slow. */
function run(steps: readonly Step[], id: string): boolean {
  let live = new Set<number>()
  enter(steps, 0, live)
  for (const char of id) {
    const next = new Set<number>()
    for (const at of live) {
      const step = steps[at]
      if (step?.kind === 'char' && step.char === char) enter(steps, at + 1, next)
      if (step?.kind === 'loop' && !(step.within && char === '/')) enter(steps, at, next)
    }
    if (next.size === 0) return false
    live = next
  }
  return live.has(steps.length)
}

function enter(steps: readonly Step[], at: number, live: Set<number>): void {
  if (live.has(at)) return
  live.add(at)
  const step = steps[at]
  if (step?.kind === 'loop') enter(steps, at + 1, live)
  if (step?.kind === 'fork') {
    enter(steps, at + 1, live)
    enter(steps, at + 1 + step.skip, live)
  }
}
