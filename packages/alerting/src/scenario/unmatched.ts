import { type Check, globMatcher } from '@vonggac/model'
import type { Place, Scenario, ScenarioEvent } from '@vonggac/model/scenario'
import { coversCheck, globOfCheck } from '../check-glob.ts'

/** A glob of an event that fits nothing: the event, as far as that, does not happen. Mostly a slip of the pen. */
export interface Unmatched {
  readonly place: Place
  readonly glob: string
  /** What it would have to fit. */
  readonly what: 'check' | 'agent' | 'channel'
}

/** What a scenario speaks of that is not in its configuration. */
export function unmatchedOf({ events, config }: Scenario, checks: readonly Check[]): Unmatched[] {
  const isCheck = (glob: string) => checks.some(globOfCheck(glob))
  const isTarget = (glob: string) => checks.some(coversCheck(glob))
  const isAgent = (glob: string) => checks.map(({ vantage }) => vantage).some(globMatcher(glob))
  const isChannel = (glob: string) => config.oncall.channels.map(({ id }) => id).some(globMatcher(glob))
  return events.flatMap((event) => {
    const { checkGlobs, targetGlobs, agentGlobs, channelGlobs } = globsOf(event)
    const lost = (globs: readonly string[], what: Unmatched['what'], isKnown: (glob: string) => boolean) =>
      globs.filter((glob) => !isKnown(glob)).map((glob): Unmatched => ({ place: event.place, glob, what }))
    return [
      ...lost(checkGlobs, 'check', isCheck),
      ...lost(targetGlobs, 'check', isTarget),
      ...lost(agentGlobs, 'agent', isAgent),
      ...lost(channelGlobs, 'channel', isChannel),
    ]
  })
}

function globsOf(event: ScenarioEvent) {
  const none = { checkGlobs: [], targetGlobs: [], agentGlobs: [], channelGlobs: [] }
  if (event.kind === 'script')
    return { ...none, checkGlobs: event.script.checks ?? [], agentGlobs: event.script.agent ?? [] }
  const { deed } = event
  if (deed.do === 'maintenance' || deed.do === 'silence') return { ...none, targetGlobs: deed.targets }
  return deed.do === 'channel-down' ? { ...none, channelGlobs: deed.channel } : none
}
