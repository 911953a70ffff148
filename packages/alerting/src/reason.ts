/**
 * Why the engine did something: the closed set of codes in front of every `reason` (`need-met: 2 of the last 3 …`).
 * It is stored with incidents: add, never rename.
 */
export const reasons = {
  'first-failure': 'a result failed, more are needed to believe it',
  'need-met': 'enough of the last results failed',
  'warn-met': 'enough of the last results warned',
  eased: 'it no longer fails, but still warns',
  recovered: 'enough good results, long enough',
  'never-confirmed': 'good again before it was believed',
  'parent-down': 'everything that it is reached through is down',
  'parent-back': 'reachable again, and the first result since then is good',
  'no-data': 'no result when one was due',
  'data-back': 'results arrive again',
  escalated: 'a warning became a failure',
  gone: 'it is not measured any more',
  unsure: 'results come, and say nothing about the target',
  flapping: 'it fails again and again',
  steady: 'it flapped, and has been well for long enough',
  'learned-late': 'results that arrived late put it right',
  'agent-silent': 'nothing arrives from the agent',
  'agent-back': 'the agent reports again',
  'hub-down': 'most links failed together',
  'hub-back': 'most links answer again',
  'provider-down': 'most links of a provider failed together',
  'lan-down': 'most devices of a site failed together, although the way there works',
  'self-cut': 'we ourselves hear or measure nothing',
  'self-back': 'we measure again',
  'group-back': 'most of what failed together is well again',
  attributed: 'the cause is known better',
  merged: 'it is part of another incident',
  closed: 'it is outside its hours',
  maintenance: 'somebody works on it',
  'maintenance-over': 'the maintenance is over',
  operator: 'an operator said that it is over',
  removed: 'it is no longer in the configuration',
} as const

/** One of the closed set. */
export type ReasonCode = keyof typeof reasons

/** A reason as it stands in events: code, colon, text. */
export const reason = (code: ReasonCode, text: string = reasons[code]): string => `${code}: ${text}`

/** The code of a reason. */
export const reasonCode = (text: string): ReasonCode => text.slice(0, text.indexOf(':')) as ReasonCode
