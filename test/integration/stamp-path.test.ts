import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { twoNamespaces } from '../support/two-namespaces.ts'
import { root } from '../support/vonggac.ts'

/** The real command at both ends of a real link that loses packets one way: which way is known from the kernel's own count. */

const main = join(root, 'packages', 'cli', 'bin', 'vonggac.js')
const vonggacIn = (namespace: string, ...args: string[]) =>
  spawn('ip', ['netns', 'exec', namespace, process.execPath, main, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })

async function reflectorIn(namespace: string, peer: string): Promise<ChildProcess & AsyncDisposable> {
  const child = vonggacIn(namespace, 'reflector', '--peer', peer, '--rate', '2000')
  await once(child.stdout!, 'data')
  return Object.assign(child, {
    async [Symbol.asyncDispose]() {
      child.kill('SIGTERM')
      await once(child, 'exit')
    },
  })
}

async function measureFrom(namespace: string, host: string) {
  const options = ['packetsPerSecond=1000', 'durationMs=3000', 'size=160'].flatMap((option) => ['--set', option])
  const child = vonggacIn(namespace, 'probe', 'stamp', host, '--json', ...options)
  let text = ''
  child.stdout!.on('data', (chunk) => (text += chunk))
  await once(child, 'close')
  const { status, points } = JSON.parse(text) as {
    status: string
    points: { measurement: string; fields: Record<string, number> }[]
  }
  return { status, fields: points.find(({ measurement }) => measurement === 'stamp')!.fields }
}

test('loss in one direction is attributed to that direction', { timeout: 60_000 }, async () => {
  using link = twoNamespaces('vgstamp')
  await using _ = await reflectorIn(link.far.name, link.near.address)
  for (const at of ['far', 'near'] as const) {
    const dropped = link.lose(at, 100)
    const { status, fields } = await measureFrom(link.near.name, link.far.address)
    const truth = (100 * dropped()) / 3_000
    const [lossy, clean] = at === 'far' ? ['forward', 'return'] : ['return', 'forward']
    expect(status).toBe('warn')
    expect(fields.sent).toBe(3_000)
    expect(truth).toBeGreaterThan(5)
    // The count has the closing packets that were lost as well: a tenth of a point at most.
    expect(Math.abs(fields[`loss_${lossy}_pct`]! - truth)).toBeLessThan(0.3)
    expect(fields[`loss_${clean}_pct`]).toBe(0)
    expect(fields).toMatchObject({ loss_unattributed: 0, duplicate: 0, reorder: 0 })
    link.heal()
  }
})
