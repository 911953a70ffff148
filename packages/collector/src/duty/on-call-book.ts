import { randomBytes } from 'node:crypto'
import type { Clock } from '@vonggac/model'
import { type Config, type OnCall, onCallOf, withOverrides } from '@vonggac/model/inventory'
import type { By } from '../state/audit.ts'
import { addOverride, type EnteredOverride, endOverride, listOverrides } from '../state/overrides.ts'
import type { State } from '../state/tables.ts'

/** Who is on call: what the configuration says, and what people entered above it. */
export interface OnCallBook {
  /** As of now; the same object until something changes. */
  current(): OnCall
  /** What people entered and is not long over. */
  readonly overrides: readonly EnteredOverride[]
  /** Gives the id. */
  enter(
    override: Pick<EnteredOverride, 'rota' | 'person' | 'from' | 'to' | 'comment'> & { readonly by: By },
  ): Promise<string>
  /** Called after every change. */
  onChange(then: () => void): void
  /** Ends it now. Returns whether there was one. */
  end(id: string, by: By): Promise<boolean>
}

/** How long what is over stays in the book, so that the past of a rota is told as it was, ms. */
const KEEP_MS = 92 * 86_400_000
const ID_BYTES = 6

export async function openOnCallBook({
  config,
  state,
  clock,
}: {
  readonly config: Config
  readonly state: State
  readonly clock: Clock
}): Promise<OnCallBook> {
  const configured = onCallOf(config)
  let overrides: readonly EnteredOverride[] = []
  let current = configured
  const listeners: (() => void)[] = []
  const refresh = async () => {
    overrides = await listOverrides(state, clock.now() - KEEP_MS)
    current = withOverrides(configured, overrides)
  }
  const changed = async () => {
    await refresh()
    for (const then of listeners) then()
  }
  await refresh()
  return {
    current: () => current,
    onChange: (then) => void listeners.push(then),
    get overrides() {
      return overrides
    },
    async enter(override) {
      const id = `o-${randomBytes(ID_BYTES).toString('hex')}`
      await addOverride(state, { ...override, id, createdAt: clock.now() })
      await changed()
      return id
    },
    async end(id, by) {
      const ended = await endOverride(state, { id, by, at: clock.now() })
      if (ended) await changed()
      return ended
    },
  }
}
