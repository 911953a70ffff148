import type { Agent, IncomingMessage } from 'node:http'

/** What came back. The body is cut off at `maxAnswerBytes`. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export type Post = (
  url: URL,
  body: Uint8Array,
  options: {
    readonly headers: Readonly<Record<string, string>>
    readonly signal: AbortSignal
    readonly timeoutMs: number
    /** POST unless said otherwise. A GET has no body. */
    readonly method?: 'GET'
    /** How much of the answer is kept, bytes. */
    readonly maxAnswerBytes?: number
  },
) => Promise<Answer>

const MAX_ANSWER_BYTES = 65_536

/**
 * An HTTP request over a kept-alive connection. `node:http` is fetched through `getBuiltinModule`, because importing it
 * as an ES module evaluates its lazy WebSocket export too: 13 MiB that an agent does without.
 */
export function createPost(): Post & Disposable {
  const http = process.getBuiltinModule('node:http')
  const agents = new Map<string, Agent>()
  const transport = (protocol: string) => {
    const module = protocol === 'https:' ? process.getBuiltinModule('node:https') : http
    const agent = agents.get(protocol) ?? new module.Agent({ keepAlive: true, maxSockets: 4 })
    agents.set(protocol, agent)
    return { request: module.request, agent }
  }
  const post: Post = (url, body, { headers, signal, timeoutMs, method = 'POST', maxAnswerBytes = MAX_ANSWER_BYTES }) =>
    new Promise((resolve, reject) => {
      const { request, agent } = transport(url.protocol)
      const call = request(url, {
        method,
        agent,
        headers: method === 'GET' ? headers : { ...headers, 'content-length': body.byteLength },
        signal: AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]),
      })
      call.on('error', reject)
      call.on('response', (response) => readAnswer(response, maxAnswerBytes).then(resolve, reject))
      call.end(method === 'GET' ? undefined : body)
    })
  return Object.assign(post, {
    [Symbol.dispose]() {
      for (const agent of agents.values()) agent.destroy()
    },
  })
}

async function readAnswer(response: IncomingMessage, maxBytes: number): Promise<Answer> {
  let body = ''
  response.setEncoding('utf8')
  for await (const chunk of response) if (body.length < maxBytes) body += chunk
  return {
    status: response.statusCode ?? 0,
    headers: response.headers,
    body: body.slice(0, maxBytes),
  }
}
