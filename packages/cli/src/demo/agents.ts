import { delimiter, join } from 'node:path'
import { ConfigError, type Profile } from '@vonggac/model'
import { type Config, planFor } from '@vonggac/model/inventory'
import { DEMO_COMMUNITY, DEMO_COMMUNITY_ENV, DEMO_PASSWORD, DEMO_PASSWORD_ENV } from '@vonggac/testbed'
import { makeDirectory } from '../directory.ts'
import { startAgentProcess } from './agent-process.ts'
import { demoFiles } from './demo-config.ts'

/** The agents of the demo, each a process of its own. Disposing ends them. */
export interface Agents extends AsyncDisposable {
  /** Has them work; everything that they talk to must be there. `profiles`: the kinds of devices that checks name. */
  start(profiles: readonly Profile[], way: Way): Promise<void>
}

/** How agents reach the collector. */
export interface Way {
  /** Of the collector. */
  readonly url: string
  /** Opens a door to the collector at an address of a site. */
  readonly relay: (address: string, port: number, to: number) => Promise<void>
}

type Agent = Config['agents'][number]

/**
 * Starts the processes, which are ready to work when the collector is. Throws a `ConfigError` for a configuration without an agent of
 * the hub.
 */
export function openAgents(config: Config, dir: string, say: (text: string) => void): Agents {
  if (!config.agents.some(({ hub }) => hub))
    throw new ConfigError('the demo needs an agent with `hub: true` in the configuration')
  const env = {
    [DEMO_COMMUNITY_ENV]: DEMO_COMMUNITY,
    [DEMO_PASSWORD_ENV]: DEMO_PASSWORD,
    PATH: [demoFiles(dir).bin, process.env.PATH ?? ''].join(delimiter),
  }
  const opened = config.agents.map((agent) => {
    const own = agent.hub ? dir : join(dir, `agent-${agent.id}`)
    makeDirectory(own, '--data DIR')
    const process = startAgentProcess(own, env, (code) =>
      say(`the agent ${agent.id} ended unexpectedly (exit code ${code}); see ${join(own, 'agent.log')}`),
    )
    return { agent, own, process }
  })
  const begin = async ({ agent, own, process }: (typeof opened)[number], profiles: readonly Profile[], way: Way) =>
    await process.start({
      plan: planFor(config, agent.id, profiles),
      agent: {
        ...agent,
        collector: { url: await urlFor(agent, way) },
        spool: { ...agent.spool, path: join(own, 'spool.db') },
      },
    })
  return {
    async start(profiles, way) {
      // What sites answer with is measured by the hub from its first second on: it must be there by then.
      const [hub, others] = [opened.filter(({ agent }) => agent.hub), opened.filter(({ agent }) => !agent.hub)]
      await Promise.all(others.map((each) => begin(each, profiles, way)))
      await Promise.all(hub.map((each) => begin(each, profiles, way)))
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(opened.map(({ process }) => process[Symbol.asyncDispose]()))
    },
  }
}

/** An agent of a site reaches the collector over its site's link. */
async function urlFor({ hub, reflector }: Agent, { url, relay }: Way): Promise<string> {
  const door = reflector?.listen.address
  if (hub || door === undefined) return url
  const port = Number(new URL(url).port)
  await relay(door, port, port)
  return `http://${door}:${port}`
}
