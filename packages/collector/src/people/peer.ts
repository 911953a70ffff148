import type { Context } from 'hono'
import type { Env } from '../auth.ts'

/** Headers that only proxies add: behind one, the peer's address says nothing about who asks. */
const PROXY_HEADERS = ['forwarded', 'x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'via']
/** Longest address that is kept, characters: IPv6 with a zone. */
const MAX_ADDRESS = 64

const peerOf = (c: Context<Env>): string => c.env?.incoming?.socket.remoteAddress ?? ''
const isHere = (address: string) => /^(::ffff:)?127\.|^::1$/.test(address)

/** The peer is this machine, and the browser (if it is one) believes so too: a rebound DNS name shows in `Host`. */
export function fromThisMachine(c: Context<Env>): boolean {
  if (!isHere(peerOf(c))) return false
  if (PROXY_HEADERS.some((name) => c.req.header(name) !== undefined)) return false
  return /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\])(:\d+)?$/i.test(c.req.header('host') ?? '')
}

/** Where a request comes from. A proxy on this machine is believed: what it adds stands last. */
export function addressOf(c: Context<Env>): string {
  const peer = peerOf(c)
  const told = isHere(peer) ? c.req.header('x-forwarded-for')?.split(',').at(-1)?.trim() : undefined
  const address = told && /^[\da-f.:]+$/i.test(told) ? told : peer
  return address.replace(/^::ffff:/, '').slice(0, MAX_ADDRESS)
}

/**
 * Whether the browser came by HTTPS: as a proxy says, else as the configured address has it, when that is the one in use.
 * Who lies about it only gets a cookie that his own browser does not send.
 */
export function isSecure(c: Context<Env>, site: URL | undefined): boolean {
  const told = c.req.header('x-forwarded-proto')?.split(',').at(-1)?.trim().toLowerCase()
  if (told !== undefined) return told === 'https'
  return site?.protocol === 'https:' && c.req.header('host') === site.host
}

/** The names under which a browser may rightly believe us to be: pages from there are our own. */
export function ownHosts(c: Context<Env>, site: URL | undefined): (string | undefined)[] {
  const forwarded = c.req.header('x-forwarded-host')?.split(',').at(-1)?.trim()
  return [c.req.header('host'), forwarded, site?.host]
}
