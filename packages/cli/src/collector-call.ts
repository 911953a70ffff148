import { ConfigError } from '@vonggac/model'
import { type Call, type Command, optional } from './command.ts'
import { readSecret } from './secret.ts'

/** The options of every command that asks a running collector. */
export const collectorOptions = {
  collector: { type: 'string', value: 'URL', default: 'http://127.0.0.1:8480', help: 'whom to ask' },
  token: { type: 'string', value: 'ENV', help: "environment variable that holds an operator's token" },
} as const satisfies Command['options']

/** Asks the collector, and gives its JSON; a `body` is sent as such by POST. Throws a `ConfigError` that repeats what it says is wrong. */
export const askCollector = async <T>(call: Call, path: string, body?: unknown): Promise<T> =>
  JSON.parse(await collectorText(call, path, body)) as T

/** The same for an answer that is no JSON: gives it as it is. */
export const collectorText = async (call: Call, path: string, body?: unknown): Promise<string> =>
  await (await callCollector(call, path, body)).text()

/** The same, before its body has been read: for what is large. */
export async function callCollector(call: Call, path: string, body?: unknown): Promise<Response> {
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
