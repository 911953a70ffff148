import { formatDuration } from '@vonggac/model'
import { channelsOf } from './broadcast.ts'
import { type OnDuty, onDuty, rotaOf } from './on-duty.ts'
import { type Chain, nameOf, note, type Page, type Paging, type Receipt } from './page.ts'
import type { Policy } from './policy.ts'
import { keyFor, receiverOf, send, wayOf, withdraw } from './receipts.ts'
import { holdOpening } from './storm.ts'

/** The escalation of a page; `undefined` when nobody in particular is paged. */
export const policyOf = ({ policies }: Paging, { policy }: Page): Policy | undefined =>
  policies.find(({ id }) => id === policy)

/** Tells a receiver, unless that was done in this telling: then the receipt of that. */
export function tell(paging: Paging, page: Page, to: Pick<Receipt, 'channel' | 'person' | 'broadcast'>): Receipt {
  const key = keyFor(page, to.channel, to.person)
  const known = page.receipts.find((receipt) => receipt.key === key)
  if (known) return known
  const receipt: Receipt = { ...to, key, state: 'sent' }
  page.receipts.push(receipt)
  if (!holdOpening(paging, page, receipt)) send(paging, page, receipt)
  return receipt
}

/** Begins a level: everybody whom it names is told by the first channel that reaches him. */
export function beginLevel(paging: Paging, page: Page, index: number): void {
  const policy = policyOf(paging, page)
  const level = policy?.levels[index]
  if (!policy || !level) return
  page.level = index
  page.levelAt = nextLevelAt(paging, page, policy)
  for (const source of level.notify) {
    const found = onDuty(source, paging.input.onCall, paging.now)
    if (!found) note(paging, page, `nobody is on call in \`${rotaOf(source)}\``)
    else beginChain(paging, page, { ...found, source, level: index })
  }
  hurry(paging, page)
}

function nextLevelAt({ now }: Paging, { level, round }: Page, policy: Policy): number | null {
  const next = policy.levels[level + 1]
  if (next) return now + next.wait
  return round < policy.repeat ? now + policy.repeatAfter : null
}

function beginChain(
  paging: Paging,
  page: Page,
  { person, until, source, level }: OnDuty & { source: string; level: number },
): void {
  const wanted = policyOf(paging, page)?.levels[level]?.channels ?? []
  const channels = wanted.filter((channel) => receiverOf(paging, channel, person) !== undefined)
  const chain: Chain = { level, source, person, channels, begun: 0, nextAt: null, until }
  page.chains.push(chain)
  const quietUntil = paging.input.quietUntil?.(person, page.incident.severity, paging.now) ?? 0
  if (channels.length === 0) {
    note(paging, page, `nothing reaches ${nameOf(paging, person)}: no address for a channel of level ${level + 1}`)
  } else if (quietUntil > paging.now) {
    chain.nextAt = quietUntil
    note(paging, page, `${nameOf(paging, person)} has quiet hours and is told when they are over`)
  } else nextChannel(paging, page, chain)
}

/** The next channel that has not failed already. The ones before it go on trying. */
function nextChannel(paging: Paging, page: Page, chain: Chain): void {
  chain.nextAt = null
  while (chain.begun < chain.channels.length) {
    const channel = chain.channels[chain.begun++]!
    const person = receiverOf(paging, channel, chain.person)
    if (person === undefined) continue
    const receipt = tell(paging, page, { channel, person, broadcast: false })
    if (receipt.state === 'failed') continue
    waitForDelivery(paging, page, chain, receipt)
    return
  }
}

/** When the next channel's turn is: what waits to be told with others has not begun to be sent. */
function waitForDelivery(paging: Paging, page: Page, chain: Chain, receipt: Receipt): void {
  const isLast = chain.begun === chain.channels.length
  const fallback = policyOf(paging, page)?.fallback ?? 0
  chain.nextAt = receipt.state === 'sent' && !isLast ? paging.now + fallback : null
}

/** A message is on its way only now: from here on its channel has time to deliver. */
export function begunSending(paging: Paging, page: Page, receipt: Receipt): void {
  for (const chain of page.chains)
    if (receiptsOf(page, chain, paging).at(-1) === receipt) waitForDelivery(paging, page, chain, receipt)
}

/** What the person of a chain was told by it so far. */
function receiptsOf(page: Page, chain: Chain, paging: Paging): Receipt[] {
  return chain.channels.slice(0, chain.begun).flatMap((channel) => {
    const person = receiverOf(paging, channel, chain.person)
    const key = person === undefined ? undefined : keyFor(page, channel, person)
    return page.receipts.find((receipt) => receipt.key === key) ?? []
  })
}

/** A message has arrived, or never will: what follows for the people it was for. */
export function followUp(paging: Paging, page: Page, receipt: Receipt): void {
  for (const chain of page.chains) {
    if (!receiptsOf(page, chain, paging).includes(receipt)) continue
    if (receipt.state === 'delivered') chain.nextAt = null
    else if (receipt.state === 'failed' && isWaitingFor(paging, page, chain))
      advance(paging, page, chain, `${wayOf(paging, receipt)} failed for good`)
  }
  hurry(paging, page)
}

/** Whether nothing of what a chain has sent may still arrive. */
const isWaitingFor = (paging: Paging, page: Page, chain: Chain): boolean =>
  chain.begun > 0 && receiptsOf(page, chain, paging).every(({ state }) => state === 'failed')

/** Goes on with the next channel, and says why. */
function advance(paging: Paging, page: Page, chain: Chain, why: string): void {
  const next = chain.channels[chain.begun]
  if (next !== undefined) note(paging, page, `${why}: next ${next} for ${nameOf(paging, chain.person)}`)
  nextChannel(paging, page, chain)
}

/** When nobody of the level can be reached at all, the next level comes at once. */
function hurry(paging: Paging, page: Page): void {
  const policy = policyOf(paging, page)
  if (!policy || page.acknowledged || page.end || page.hushed || page.snoozedUntil !== null || page.level < 0) return
  const chains = page.chains.filter(({ level }) => level === page.level)
  if (!chains.every((chain) => isExhausted(paging, page, chain))) return
  if (page.level + 1 < policy.levels.length) {
    note(paging, page, `level ${page.level + 1} reaches nobody: next level ${page.level + 2}`)
    beginLevel(paging, page, page.level + 1)
  } else if (page.receipts.every(({ state }) => state === 'failed' || state === 'withdrawn')) {
    tellAll(paging, page)
  }
}

const isExhausted = (paging: Paging, page: Page, chain: Chain): boolean =>
  chain.nextAt === null &&
  chain.begun === chain.channels.length &&
  receiptsOf(page, chain, paging).every(({ state }) => state === 'failed')

/** The last resort: no message to anybody can arrive. */
function tellAll(paging: Paging, page: Page): void {
  const channels = channelsOf(new Set([page.incident.severity]), { ...paging.input.oncall, notify: [] })
  const left = channels.filter(
    (channel) => !page.receipts.some((receipt) => receipt.key === keyFor(page, channel, null)),
  )
  if (left.length === 0) return
  note(paging, page, 'nobody can be reached: every channel that is left hears of it')
  for (const channel of left) tell(paging, page, { channel, person: null, broadcast: false })
}

/** What has fallen due: a channel that did not deliver, a change of shift, the next level. */
export function climb(paging: Paging, page: Page): void {
  const { now } = paging
  for (const chain of [...page.chains]) if (chain.nextAt !== null && chain.nextAt <= now) resume(paging, page, chain)
  for (const chain of [...page.chains]) if (chain.until !== null && chain.until <= now) handOver(paging, page, chain)
  if (page.levelAt !== null && page.levelAt <= now) nextLevel(paging, page)
}

function resume(paging: Paging, page: Page, chain: Chain): void {
  const last = receiptsOf(page, chain, paging).at(-1)
  const fallback = formatDuration(policyOf(paging, page)?.fallback ?? 0)
  if (last) advance(paging, page, chain, `${wayOf(paging, last)} has not delivered within ${fallback}`)
  else nextChannel(paging, page, chain)
}

/** Who comes on call while nobody has acknowledged is told once. */
function handOver(paging: Paging, page: Page, chain: Chain): void {
  chain.until = null
  const next = onDuty(chain.source, paging.input.onCall, paging.now)
  if (!next) return
  const known = page.chains.find(({ person, source }) => person === next.person && source === chain.source)
  if (known) {
    known.until = next.until
    return
  }
  note(paging, page, `${nameOf(paging, next.person)} comes on call in \`${rotaOf(chain.source)}\``)
  beginChain(paging, page, { ...next, source: chain.source, level: chain.level })
  hurry(paging, page)
}

/** The rota was changed by hand: who is on call now is told, also where nobody was when the level began. */
export function reviewShifts(paging: Paging, page: Page): void {
  for (const chain of [...page.chains]) if (chain.until !== null) handOver(paging, page, chain)
  const levels = policyOf(paging, page)?.levels.slice(0, page.level + 1) ?? []
  levels.forEach(({ notify }, level) => {
    for (const source of notify.filter((one) => rotaOf(one) !== undefined)) {
      const found = onDuty(source, paging.input.onCall, paging.now)
      const isBegun = page.chains.some((chain) => chain.level === level && chain.source === source)
      if (found && !isBegun) beginChain(paging, page, { ...found, source, level })
    }
  })
}

function nextLevel(paging: Paging, page: Page): void {
  const policy = policyOf(paging, page)
  page.levelAt = null
  if (!policy) return
  if (page.level + 1 < policy.levels.length) {
    if (page.level >= 0) note(paging, page, `nobody has acknowledged: level ${page.level + 2}`)
    beginLevel(paging, page, page.level + 1)
    return
  }
  page.round++
  note(paging, page, `nobody has acknowledged: everybody is told again (${page.round} of ${policy.repeat})`)
  tellAgain(paging, page)
  page.level = -1
  beginFirst(paging, page)
}

/** The first level, at once or after its delay. */
export function beginFirst(paging: Paging, page: Page): void {
  const wait = policyOf(paging, page)?.levels[0]?.wait ?? 0
  if (wait > 0) page.levelAt = paging.now + wait
  else beginLevel(paging, page, 0)
}

/** From here on messages say the same as before and are to be sent once more. */
export function tellAgain(paging: Paging, page: Page): void {
  stopSending(paging, page)
  page.telling++
}

/** Nobody waits for what was to be told to people; what the broadcast says stays. */
export function stopSending(paging: Paging, page: Page): Receipt[] {
  page.chains = []
  const waiting = page.receipts.filter(({ state, broadcast }) => !broadcast && (state === 'sent' || state === 'held'))
  for (const receipt of waiting) withdraw(paging, receipt)
  return waiting
}
