import { neededAddress } from '../channel-address.ts'
import { channelTemplateProblems } from './channel-template-problems.ts'
import { at, type Item, idsOf, itemsAt, type Located, placeText, plain, textAt } from './located.ts'
import type { Say } from './references.ts'
import { rather } from './suggestion.ts'

/** The port on which mail servers speak TLS from the first byte (RFC 8314 §3.3). */
const SUBMISSIONS = 465

/** Headers that are the request's own: another value breaks it, or makes repetitions look like news. */
const OWN_HEADERS = ['connection', 'content-length', 'idempotency-key', 'transfer-encoding']

/** Channels that cannot work as they are written, and `notify` that reaches nobody. */
export function channelProblems(root: Located, say: Say): void {
  const section = at(root, ['oncall'])
  const channels = itemsAt(section, 'channels', ['oncall'])
  for (const channel of channels) {
    headers(channel, say)
    signature(channel, say)
    credentials(channel, say)
    channelTemplateProblems(channel, say)
  }
  for (const { node, path } of itemsAt(section, 'notify', ['oncall'])) {
    for (const way of itemsAt(node, 'channels', path)) broadcast(way, channels, say)
  }
}

/** What everybody hears goes to receivers that the channel itself names: it is for nobody in particular. */
function broadcast({ node, path }: Item, channels: readonly Item[], say: Say) {
  const id = node.kind === 'scalar' ? node.value : undefined
  if (typeof id !== 'string') return
  const ids = idsOf(channels)
  if (!ids.includes(id)) return say(path, `there is no channel \`${id}\`${rather(id, ids)}`)
  const channel = channels.find((one) => textAt(one.node, 'id') === id)!
  const need = neededAddress(plain(channel.node) as { kind: string })
  if (need === undefined) return
  const own = { email: 'to', phone: 'to', telegram: 'chats', zalo: 'users' }[need]
  say(
    path,
    `\`${id}\` reaches nobody here: it has no \`${own}\`, and \`notify\` names no people; add \`${own}\` to the channel, or name it in an escalation`,
  )
}

/** Headers that hold a secret, going by their names, that break the request, or of which one would get lost. */
function headers({ node, path }: Item, say: Say) {
  const written = at(node, ['headers'])
  if (written?.kind !== 'map') return
  const seen = new Map<string, Located>()
  for (const [name, { key, value }] of written.entries) {
    const where = [...path, 'headers', name]
    const lower = name.toLowerCase()
    const before = seen.get(lower)
    if (before) say(where, `is the same header as the one at ${placeText(before)}; keep one`)
    else if (OWN_HEADERS.includes(lower)) say(where, 'is set by the request itself; leave it out')
    seen.set(lower, value)
    if (value.kind !== 'scalar' || key === undefined) continue
    const text = String(value.value)
    if (hasControl(text)) say(where, 'expected one line: a line break would begin another header')
    // A template that takes its secret by name holds none itself.
    if (/\{\{\s*secrets\./.test(text)) continue
    if (!/authorization|token|secret|password|cookie|api-?key/i.test(name)) continue
    say(where, 'expected {env: NAME} or {file: /path}: a secret itself never stands in these files')
  }
}

/** Control characters end a header or a line of it (RFC 9110 §5.5). */
const hasControl = (text: string): boolean => /\p{Cc}/u.test(text)

/** A signature in a header that says something else already. */
function signature({ node, path }: Item, say: Say) {
  const header = textAt(at(node, ['sign']), 'header') ?? 'X-Vonggac-Signature'
  const written = at(node, ['headers'])
  if (!at(node, ['sign']) || written?.kind !== 'map') return
  const other = [...written.entries].find(([name]) => name.toLowerCase() === header.toLowerCase())
  if (other)
    say(
      [...path, 'sign', 'header'],
      `the header \`${header}\` stands at ${placeText(other[1].value)} already; name another`,
    )
}

/** Names and passwords that belong together, and ports that speak another way. */
function credentials({ node, path }: Item, say: Say) {
  const kind = textAt(node, 'kind')
  if (kind !== 'email' && kind !== 'alertmanager') return
  const has = (key: string) => at(node, [key]) !== undefined
  if (has('password') && !has('username')) say([...path, 'password'], 'is of no use without `username`')
  if (has('username') && !has('password'))
    say([...path, 'username'], 'expected `password` beside it: {env: NAME} or {file: /path}')
  const port = at(node, ['port'])
  const secure = at(node, ['secure'])
  const isSecure = secure?.kind === 'scalar' && secure.value === true
  if (kind === 'email' && port?.kind === 'scalar' && port.value === SUBMISSIONS && !isSecure)
    say([...path, 'port'], `the server speaks TLS from the first byte on port ${SUBMISSIONS}: add \`secure: true\``)
}
