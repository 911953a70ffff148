import { openTestApp, smallConfig } from './test-app.ts'

/** A request of a test's table. */
export interface Ask {
  readonly method?: string
  readonly headers?: Record<string, string>
  readonly body?: string | Uint8Array<ArrayBuffer>
}

/** Stand for a real key of an agent, and a real token of an operator, in paths and headers. */
export const KEY = 'KEY'
export const TOKEN = 'TOKEN'

export const bearer = { authorization: `Bearer ${KEY}` }
export const operator = { authorization: `Bearer ${TOKEN}` }
export const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`,
})

/** A line that nothing is wrong with. */
export const good = 'm,site=a v=1i 1700000000000000000\n'

export const write = (body: string | Uint8Array, headers: Record<string, string> = {}): Ask => ({
  method: 'POST',
  headers: { ...bearer, ...headers },
  body: typeof body === 'string' ? body : new Uint8Array(body),
})

export const json = (headers: Record<string, string>, body: unknown): Ask => ({
  method: 'POST',
  headers: { ...headers, 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

/** A collector that takes bodies up to 10 kB, and a way to ask it as a client on the network would. */
export async function openAsked() {
  const at = await openTestApp({ config: smallConfig({ collector: { maxBody: '10kB' } }) })
  return {
    ...at,
    ask(path: string, { method = 'GET', headers = {}, body }: Ask = {}) {
      const real = (text: string) => text.replace(KEY, at.key).replace(TOKEN, at.token)
      const sent = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, real(value)]))
      return at.app.request(real(path), { method, headers: sent, ...(body === undefined ? {} : { body }) })
    },
  }
}
