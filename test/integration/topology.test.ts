import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startServerProcess, temporaryDirectory } from '../support/server-process.ts'
import { twoNamespaces } from '../support/two-namespaces.ts'
import { root } from '../support/vonggac.ts'

// Two machines on a cable, each with a real lldpd; one of them tells what it heard by a real snmpd over AgentX.

const stack = new AsyncDisposableStack()
let near: string
let config: string

beforeAll(async () => {
  const net = stack.use(twoNamespaces('vgtopo'))
  const { path } = stack.use(temporaryDirectory('topology'))
  chmodSync(path, 0o777)
  // lldpd gives its privileges up into this directory, which only its Debian service makes.
  mkdirSync('/run/lldpd', { recursive: true })
  near = net.near.name
  writeFileSync(
    join(path, 'snmpd.conf'),
    `sysName core1\nrocommunity public\nmaster agentx\nagentXSocket ${path}/agentx\n`,
  )
  stack.use(
    await startServerProcess({
      command: 'ip',
      args: ['netns', 'exec', near, 'snmpd', '-f', '-Lo', 'udp:10.77.0.1:161'],
      env: { SNMPCONFPATH: path, SNMP_PERSISTENT_DIR: path, MIBS: '' },
      debianPackage: 'snmpd',
      ready: async () => hears(['snmpget', '-v2c', '-c', 'public', '-t1', '-r0', '10.77.0.1', '1.3.6.1.2.1.1.5.0']),
    }),
  )
  for (const [name, more] of [
    [near, ['-x', '-X', `${path}/agentx`]],
    [net.far.name, ['-S', 'a "switch"\u0007']],
  ] as const) {
    const socket = `${path}/${name}.sock`
    const args = ['netns', 'exec', name, 'lldpd', '-d', '-u', socket, ...more]
    const control = (...words: string[]) => hears(['lldpcli', '-u', socket, 'configure', ...words])
    // One that is told what to do while it connects to its SNMP master may stop hearing and speaking altogether (lldpd 1.0.16).
    const isConnected = (output: string) => name !== near || output.includes('AgentX subagent connected')
    const ready = async (output: string) =>
      isConnected(output) && control('lldp', 'tx-interval', '1') && control('system', 'hostname', `at-${name}`)
    stack.use(await startServerProcess({ command: 'ip', args, debianPackage: 'lldpd', ready }))
  }
  config = join(path, 'config')
  mkdirSync(config)
  writeFileSync(
    join(config, 'sites.yaml'),
    `agents: [{id: hub, site: dc, hub: true}]
snmp: {credentials: {v2: {version: 2c, community: {env: COMMUNITY}}}}
sites:
  - {id: dc, name: DC, kind: hub, devices: [{id: core1, role: router, address: 10.77.0.1, snmp: v2}]}
  - {id: far, name: Far, devices: [{id: sw1, role: switch, address: 10.77.0.2}]}
`,
  )
})
afterAll(() => stack[Symbol.asyncDispose]())

function hears(words: readonly string[]): boolean {
  try {
    execFileSync('ip', ['netns', 'exec', near, ...words], { stdio: 'ignore' })
    return true
  } catch {
    return false
  }
}

const vonggac = (...args: string[]): string =>
  execFileSync('ip', ['netns', 'exec', near, process.execPath, join(root, 'packages/cli/bin/vonggac.js'), ...args], {
    encoding: 'utf8',
    env: { ...process.env, COMMUNITY: 'public' },
  })

test('a neighbour is heard with its port and address, and found in the inventory', async () => {
  const heard = () =>
    JSON.parse(vonggac('probe', 'neighbours', '10.77.0.1', '--json')) as { points: { measurement: string }[] }
  // A lldpd that finds no master at first tries again after 15 s.
  await expect
    .poll(() => heard().points.filter(({ measurement }) => measurement === 'neighbour'), { timeout: 60_000 })
    .toMatchObject([{ tags: { protocol: 'lldp', local_port: 'wan0' }, fields: { port_description: 'wan0' } }])
  const document = JSON.parse(vonggac('topology', '--config', config, '--once', '--json')) as {
    edges: unknown[]
  }
  expect(JSON.stringify(document.edges)).toContain('far/sw1')
  expect(JSON.stringify(document.edges)).toContain('dc/core1')
  const dot = vonggac('topology', '--config', config, '--once', '--format', 'dot')
  expect(dot).toMatch(/^(strict )?(di)?graph /)
  expect(dot).not.toContain('\u0007')
  expect(vonggac('topology', '--config', config, '--once')).toContain('sw1')
})
