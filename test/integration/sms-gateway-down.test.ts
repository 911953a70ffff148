import { once } from 'node:events'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from 'vitest'
import { api, dataDirectory, linkReport, send, smallNetwork } from '../support/collector-fixture.ts'
import { startCollectorProcess } from '../support/collector-process.ts'
import { freePort } from '../support/free-port.ts'
import { eventually } from '../support/vonggac.ts'

/** When the second person's turn is, s: after the default `fallback` of 30 s, so that both can be told apart. */
const NEXT_PERSON_S = 35

interface Told {
  readonly at: number
  readonly path: string
  readonly body: { readonly to?: string; readonly text?: string }
}

/** About the link; that the gateway is down is told as well, of ourselves. */
const isPage = ({ body }: Told) => body.text?.includes('Mat ket noi') ?? false

/** What people hold in their hands. */
async function telephones(answer: Answer) {
  const told: Told[] = []
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    told.push({ at: Date.now(), path: request.url ?? '', body: JSON.parse(text) as Told['body'] })
    answer(request, response)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    told,
    pages: () => told.filter(isPage),
    of: (path: string) => told.filter((one) => one.path === path && isPage(one)),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** A gateway as it is in the field: a request with number and text, made from a template. Everything else is as shipped. */
const gateway = (id: string, url: string) => ({
  id,
  kind: 'sms',
  url,
  body: '{"to": {{ to.phone | msisdn | json }}, "text": {{ text | json }}}',
})

const network = (sms: string, works: string) =>
  smallNetwork({
    alerts: { rules: [{ match: '**', need: 1, of: 1, clear: 1, hold: '0s' }] },
    oncall: {
      people: [
        { id: 'an', name: 'An', phone: '0900000001' },
        { id: 'binh', name: 'Bình', phone: '0900000002' },
      ],
      channels: [gateway('sms', sms), gateway('reserve', `${works}/reserve`), gateway('second', `${works}/second`)],
      escalations: [
        {
          id: 'network',
          levels: [
            { notify: ['an'], channels: ['sms', 'reserve'] },
            { after: `${NEXT_PERSON_S}s`, notify: ['binh'], channels: ['second'] },
          ],
        },
      ],
    },
  })

type Answer = (request: IncomingMessage, response: ServerResponse) => void

test.concurrent.for<[string, Answer | undefined, RegExp]>([
  ['refuses connections', undefined, /sms → An: failed, will be tried again: ECONNREFUSED/],
  ['answers 500', (_, response) => void response.writeHead(500).end('busy'), /will be tried again: HTTP 500: busy/],
  ['takes the request and never answers', () => {}, /will be tried again: no answer within 15000 ms/],
])(
  'a gateway that %s: the next channel within 60 s, the next person after the delay, until somebody acknowledges by the link',
  { timeout: 120_000 },
  async ([name, answer, says]) => {
    await using phones = await telephones((_, response) => void response.writeHead(204).end())
    await using broken = await telephones(answer ?? (() => {}))
    const address = answer ? broken.url : `http://127.0.0.1:${await freePort()}`
    await using data = await dataDirectory()
    await using collector = await startCollectorProcess({ config: network(address, phones.url), dataDir: data.path })
    const soon = (what: string, seen: () => boolean) =>
      eventually(async () => seen() || undefined, { withinMs: 60_000, what: `${name}: ${what}` })
    const reports = setInterval(() => void send(collector.url, linkReport('fail')).catch(() => {}), 2_000)
    try {
      await send(collector.url, linkReport('ok'))
      await send(collector.url, linkReport('fail'))
      const cutAt = Date.now()
      await soon('the next channel', () => phones.of('/reserve').length === 1)
      const [reserve] = phones.of('/reserve')
      expect(reserve!.at - cutAt).toBeLessThan(60_000)
      expect(reserve!.body.to).toBe('84900000001')
      expect(phones.of('/second')).toEqual([])
      await soon('the next person', () => phones.of('/second').length === 1)
      const [second] = phones.of('/second')
      expect((second!.at - cutAt) / 1_000).toBeGreaterThan(NEXT_PERSON_S)
      expect((second!.at - cutAt) / 1_000).toBeLessThan(NEXT_PERSON_S + 10)

      const link = /https?:\S+\/a\/\S+/.exec(second!.body.text ?? '')?.[0]
      expect(link).toBeDefined()
      expect((await fetch(link!, { method: 'POST' })).status).toBe(200)
      const { incidents } = await api<{ incidents: { id: string }[] }>(collector.url, '/incidents')
      const { state, timeline } = await api<{ state: string; timeline: { text: string }[] }>(
        collector.url,
        `/incidents/${incidents[0]!.id}`,
      )
      expect(state).toBe('acknowledged')
      const said = timeline.map(({ text }) => text).join('\n')
      for (const line of [
        says,
        /sms to An has not delivered within 30s: next reserve for An/,
        /reserve → An: delivered/,
        /nobody has acknowledged: level 2/,
        /second → Bình: delivered/,
        /sms to An: not delivered, and withdrawn: Bình takes care/,
      ])
        expect(said).toMatch(line)
      expect(phones.pages()).toHaveLength(2)
      for (const { body } of phones.told.filter((one) => !isPage(one))) expect(body.text).toContain('`sms`')
    } finally {
      clearInterval(reports)
    }
  },
)
