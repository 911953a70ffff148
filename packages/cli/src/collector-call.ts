import { ConfigError } from '@vonggac/model'
import { type Call, type Command, optional } from './command.ts'
import { readSecret } from './secret.ts'

/** The options of every command that asks a running collector. */
export const collectorOptions = {
  collector: { type: 'string', value: 'URL', default: 'http://127.0.0.1:8480', help: 'whom to ask' },
  token: { type: 'string', value: 'ENV', help: "environment variable that holds an operator's token" },
} as const satisfies Command['options']

/** Asks the collector, and gives its JSON; a `body` is sent as such by POST. Throws a `ConfigError` that repeats what it says is wrong. */
export async function askCollector<T>(call: Call, path: string, body?: unknown): Promise<T> {
  return (await (await send(call, path, body)).json()) as T
}

/** Asks the collector for a text: a table, a page. */
export const fetchText = async (call: Call, path: string): Promise<string> => (await send(call, path)).text()

async function send(call: Call, path: string, body?: unknown): Promise<Response> {
  const env = optional(call, 'token')
  const url = new URL(path, String(call.values.collector))
  const headers = {
    'content-type': 'application/json',
    ...(env && { authorization: `Bearer ${readSecret({ env })}` }),
  }
  const request = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
  const response = await fetch(url, { ...request, headers, signal: call.signal }).catch((cause) => {
    throw new ConfigError(`the collector at ${url.origin} does not answer: ${(cause as Error).message}`, { cause })
  })
  if (response.ok) return response
  const problem = (await response.json().catch(() => ({}))) as { detail?: string }
  throw new ConfigError(`the collector at ${url.origin} answers ${response.status}: ${problem.detail ?? ''}`)
}
