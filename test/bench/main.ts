import { readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'

/** One figure of a benchmark. Names are stable, so that runs can be compared. */
export interface Figure {
  readonly name: string
  readonly value: number
  readonly unit: string
}

/**
 * `pnpm bench [NAME…] [--json]`: runs the benchmarks of this folder, all or by name, and prints a figure a line:
 * `name value unit`. A peer's figure stands beside ours where the peer is installed.
 */
const here = fileURLToPath(new URL('.', import.meta.url))
const names = readdirSync(here)
  .filter((file) => file.endsWith('.ts') && file !== 'main.ts' && !file.includes('.child.'))
  .map((file) => file.slice(0, -3))

const { values, positionals } = parseArgs({ options: { json: { type: 'boolean' } }, allowPositionals: true })
const unknown = positionals.filter((name) => !names.includes(name))
if (unknown.length > 0) {
  console.error(`bench: there is no ${unknown.join(', ')}; there are ${names.join(', ')}`)
  process.exit(2)
}

for (const name of positionals.length > 0 ? positionals : names) {
  const { run } = (await import(`./${name}.ts`)) as { run?: () => Promise<readonly Figure[]> }
  // What has no `run` is a part of a benchmark, such as a process that it starts.
  if (!run) continue
  for (const figure of await run()) {
    if (values.json) console.log(JSON.stringify(figure))
    else console.log(`${figure.name} ${Number(figure.value.toPrecision(4))} ${figure.unit}`)
  }
}
