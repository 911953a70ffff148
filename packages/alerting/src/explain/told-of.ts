import { neededAddress } from '@vonggac/model'
import type { Config, OnCall } from '@vonggac/model/inventory'
import type { Incident, Severity } from '../contract.ts'
import { pagerQuestions } from '../oncall/on-call.ts'
import { channelsOf } from '../paging/broadcast.ts'
import { onDuty } from '../paging/on-duty.ts'
import { policiesOf } from '../paging/policy.ts'
import type { ExplainedPerson, Told } from './explanation.ts'

interface Asked {
  readonly oncall: Config['oncall']
  readonly onCall: OnCall
  /** Unix ms. */
  readonly at: number
}

/** Who would hear of an incident that opens now, one after the other while nobody acknowledges. */
export function toldOf(incident: Pick<Incident, 'node' | 'severity'>, asked: Asked): Told {
  const { oncall } = asked
  const { severity } = incident
  const policy = policiesOf(oncall).find((one) => one.matches(incident))
  // With an escalation and without `notify` nobody else hears of it.
  const channels = policy && oncall.notify.length === 0 ? [] : channelsOf(new Set([severity]), oncall)
  let after = 0
  const levels = (policy?.levels ?? []).map(({ wait, notify, channels: ways }) => {
    after += wait
    return { after_ms: after, people: notify.map((source) => personOf(source, { severity, ways }, asked)) }
  })
  return { severity, channels, escalation: policy?.id ?? null, levels }
}

function personOf(
  source: string,
  { severity, ways }: { readonly severity: Severity; readonly ways: readonly string[] },
  { oncall, onCall, at }: Asked,
): ExplainedPerson {
  const ask = pagerQuestions(() => onCall)
  const found = onDuty(source, ask.onCall, at)
  const person = oncall.people.find(({ id }) => id === found?.person)
  if (!found || !person) return { source, person: null, until: null, quiet_until: null, ways: [] }
  return {
    source,
    person: { id: person.id, name: person.name },
    until: found.until,
    quiet_until: ask.quietUntil(person.id, severity, at) ?? null,
    ways: ways.map((channel) => {
      const known = oncall.channels.find(({ id }) => id === channel)
      const address = known && neededAddress(known)
      return { channel, lacks: address !== undefined && person[address] === undefined ? address : null }
    }),
  }
}
