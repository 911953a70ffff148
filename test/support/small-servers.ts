import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

/** Servers with their ports by name: `tcp`, `http`, `smtp`, …, and `https`, `smtps`, … behind TLS. */
export interface SmallServers extends AsyncDisposable {
  readonly ports: Readonly<Record<string, number>>
}

/**
 * Starts a server for each protocol over TCP that a probe speaks, just good enough for a run to be ok; in a process of their own, so that their
 * CPU and memory are in nobody's figure.
 */
export async function startSmallServers({
  cert,
  key,
}: {
  readonly cert: string
  readonly key: string
}): Promise<SmallServers> {
  const program = fileURLToPath(new URL('small-servers-main.ts', import.meta.url))
  const child = spawn(process.execPath, [program, cert, key], { stdio: ['pipe', 'pipe', 'inherit'] })
  const [line] = await once(child.stdout, 'data')
  return {
    ports: JSON.parse(String(line)),
    async [Symbol.asyncDispose]() {
      child.stdin.end()
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}
