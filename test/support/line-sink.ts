import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gunzipSync } from 'node:zlib'

/** Takes what an agent reports, like a collector, and does nothing but count: for measuring an agent without another program's CPU. */
export interface LineSink extends AsyncDisposable {
  readonly url: string
  /** Lines of a measurement so far. */
  count(measurement: string): number
  /** Values of a field of a measurement in the order they came, as text. */
  values(measurement: string, field: string): string[]
}

/** Listens on a free port of 127.0.0.1. Lines of `kept` measurements are kept as well as counted. */
export async function startLineSink(kept: readonly string[]): Promise<LineSink> {
  const counts = new Map<string, number>()
  const lines: string[] = []
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk as Buffer)
    const body = Buffer.concat(chunks)
    const text = (request.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).toString()
    for (const line of text.split('\n')) {
      const measurement = line.slice(0, line.indexOf(','))
      counts.set(measurement, (counts.get(measurement) ?? 0) + 1)
      if (kept.includes(measurement)) lines.push(line)
    }
    response.writeHead(204).end()
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count: (measurement) => counts.get(measurement) ?? 0,
    values: (measurement, field) =>
      lines
        .filter((line) => line.startsWith(`${measurement},`))
        .flatMap((line) => new RegExp(`[ ,]${field}=("[^"]*"|[^, ]+)`).exec(line)?.[1] ?? []),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      server.close()
    },
  }
}
