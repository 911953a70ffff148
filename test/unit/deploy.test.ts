import { spawnSync } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { expandChecks, loadConfig } from '@vonggac/model/inventory'
import { expect, onTestFinished, test } from 'vitest'
import { parse } from 'yaml'
import { root } from '../support/vonggac.ts'

interface Service {
  readonly image: string
  readonly environment: Readonly<Record<string, string>>
  readonly volumes: readonly string[]
  readonly healthcheck: { readonly test: readonly string[] }
  readonly ports?: readonly string[]
  readonly cap_add?: readonly string[]
  readonly cap_drop?: readonly string[]
  readonly read_only?: boolean
  readonly command?: readonly string[]
}

const deploy = join(root, 'deploy')
const text = readFileSync(join(deploy, 'compose.yaml'), 'utf8')
const compose = parse(text, { merge: true }) as { services: Record<string, Service>; volumes: Record<string, null> }
const services = Object.entries(compose.services)

test('compose runs store, Grafana, collector and agent, each with a health check', () => {
  expect(services.map(([name]) => name).sort()).toEqual(['agent', 'collector', 'grafana', 'influxdb'])
  for (const [name, { healthcheck }] of services) expect(healthcheck.test[0], name).toBe('CMD')
})

test('only the agent has a capability, and only to ping', () => {
  for (const [name, { cap_add }] of services) expect(cap_add, name).toEqual(name === 'agent' ? ['NET_RAW'] : undefined)
  for (const name of ['agent', 'collector', 'grafana']) {
    expect(compose.services[name], name).toMatchObject({ read_only: true, cap_drop: ['ALL'] })
  }
})

test('nothing listens beyond this machine', () => {
  for (const port of services.flatMap(([, { ports = [] }]) => ports)) expect(port).toMatch(/^127\.0\.0\.1:/)
})

test('every mounted file is there and every named volume is declared', () => {
  for (const [name, { volumes }] of services) {
    for (const [source] of volumes.map((volume) => volume.split(':'))) {
      if (source!.startsWith('.')) expect(existsSync(resolve(deploy, source!)), `${name}: ${source}`).toBe(true)
      else expect(Object.keys(compose.volumes), name).toContain(source)
    }
  }
})

test('every variable that compose reads is explained in the example, and no other', () => {
  const used = [...text.matchAll(/\$\{(\w+)/g)].map(([, name]) => name).filter((name) => name !== 'GRAFANA_VERSION')
  const explained = [...readFileSync(join(deploy, 'env.example'), 'utf8').matchAll(/^(\w+)=$/gm)].map(
    ([, name]) => name,
  )
  expect(new Set(used)).toEqual(new Set(explained))
})

test('the configuration inside the containers is valid, and its secrets are in their environment', () => {
  const dir = mkdtempSync(join(tmpdir(), 'vonggac-deploy-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  cpSync(join(root, 'config'), dir, { recursive: true })
  cpSync(join(deploy, 'collector.yaml'), join(dir, 'collector.yaml'))
  const { config, problems } = loadConfig(dir)
  expect(problems).toEqual([])
  const named = (part: unknown) => [...JSON.stringify(part).matchAll(/"env":"(\w+)"/g)].map(([, name]) => name!)
  const { collector, agent } = compose.services
  expect(Object.keys(collector!.environment)).toEqual(
    expect.arrayContaining(named([config!.collector, config!.oncall])),
  )
  const hub = config!.agents.find(({ id }) => id === agent!.command![agent!.command!.indexOf('--id') + 1])
  expect(Object.keys(agent!.environment)).toEqual(expect.arrayContaining(named([hub, expandChecks(config!)])))
})

test('what Grafana’s provisioning names is in Grafana’s environment', () => {
  const provisioning = readFileSync(join(root, 'dashboards/provisioning/datasources/vonggac.yaml'), 'utf8')
  const names = [...provisioning.matchAll(/\$(\w+)/g)].map(([, name]) => name!)
  expect(names.length).toBeGreaterThan(3)
  expect(Object.keys(compose.services.grafana!.environment)).toEqual(expect.arrayContaining(names))
  const providers = parse(readFileSync(join(root, 'dashboards/provisioning/dashboards/vonggac.yaml'), 'utf8'))
  const mounted = compose.services.grafana!.volumes.map((volume) => volume.split(':')[1])
  for (const { options } of providers.providers) expect(mounted).toContain(options.path)
})

test('the data source for InfluxDB 2 stands where Grafana does not find it beside the other, under the same uid', () => {
  const source = (path: string) => {
    const { datasources } = parse(readFileSync(join(root, 'dashboards', path, 'vonggac.yaml'), 'utf8'))
    expect(datasources).toHaveLength(1)
    return datasources[0]
  }
  const [first, second] = [source('provisioning/datasources'), source('optional/influxdb-2')]
  expect(second).toMatchObject({ uid: first.uid, name: first.name, type: 'influxdb', url: first.url })
  expect(second.jsonData).toMatchObject({ version: 'InfluxQL', httpHeaderName1: 'Authorization' })
  expect(second.secureJsonData.httpHeaderValue1).toBe('Token $VONGGAC_INFLUX_TOKEN')
})

test('nothing optional is active by itself, and no text of an alert rule names what Grafana would take for the environment', () => {
  expect(readdirSync(join(root, 'dashboards/provisioning')).sort()).toEqual(['dashboards', 'datasources'])
  const { groups } = parse(readFileSync(join(root, 'dashboards/optional/alerting/vonggac.yaml'), 'utf8'))
  for (const { annotations, labels, title } of groups[0].rules)
    expect(JSON.stringify([annotations, labels, title])).not.toContain('$')
})

test.for(['collector', 'agent'])('systemd finds no fault with the unit of the %s', (name) => {
  const dir = mkdtempSync(join(tmpdir(), 'vonggac-units-'))
  onTestFinished(() => rmSync(dir, { recursive: true }))
  const unit = readFileSync(join(deploy, 'systemd', `vonggac-${name}.service`), 'utf8')
  const program = /^ExecStart=(\S+) (\S+)/m.exec(unit)!.slice(1)
  for (const path of program) expect(existsSync(path.replace('/opt/vonggac', root)), path).toBe(true)
  const file = join(dir, `vonggac-${name}.service`)
  writeFileSync(file, unit.replaceAll('/opt/vonggac', root))
  const { error, status, stderr } = spawnSync('systemd-analyze', ['verify', file], { encoding: 'utf8' })
  if (error) throw new Error('systemd-analyze is missing: install the Debian package systemd', { cause: error })
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' })
})
