import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** The pager of the demo's person on call: a webhook receiver that shows what arrives. */
export interface Pager extends AsyncDisposable {
  readonly url: string
}

const MAX_PAGE_BYTES = 100_000

/** Starts the receiver on a free loopback port; `show` gets the subject line of each message. */
export async function startPager(show: (subject: string) => void): Promise<Pager> {
  const server = createServer(async (request, response) => {
    let body = ''
    for await (const chunk of request) if (body.length < MAX_PAGE_BYTES) body += chunk
    response.writeHead(204).end()
    show(subjectOf(body))
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function subjectOf(body: string): string {
  try {
    return String((JSON.parse(body) as { subject?: unknown }).subject ?? body)
  } catch {
    return body
  }
}
