import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { WebhookBody } from '@vonggac/alerting'

/** A real HTTP server that takes pages over, as a person's phone would. */
export interface WebhookReceiver extends AsyncDisposable {
  readonly url: string
  /** Every call that was answered with 2xx, in order. */
  readonly pages: readonly (WebhookBody & { readonly at: number })[]
  /** Answers 503 from now on, or no longer. */
  refuse(on: boolean): void
}

export async function startWebhookReceiver(): Promise<WebhookReceiver> {
  const pages: (WebhookBody & { at: number })[] = []
  let refusing = false
  const server = createServer(async (request, response) => {
    let text = ''
    for await (const chunk of request) text += chunk
    if (!refusing) pages.push({ ...(JSON.parse(text) as WebhookBody), at: Date.now() })
    response.writeHead(refusing ? 503 : 204).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/page`,
    pages,
    refuse(on) {
      refusing = on
    },
    async [Symbol.asyncDispose]() {
      server.close()
      server.closeAllConnections()
    },
  }
}
