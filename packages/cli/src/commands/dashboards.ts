import {
  buildDashboards,
  checkDashboards,
  type Language,
  languages,
  PublishError,
  type Published,
  publishDashboards,
  writeDashboards,
} from '@vonggac/dashboards'
import { type Call, type Command, required, UsageError } from '../command.ts'
import { loadOrExplain } from '../load.ts'
import { readSecret } from '../secret.ts'

/** `vonggac dashboards`: generate, check or publish what Grafana shows. */
export const dashboards: Command = {
  name: 'dashboards',
  summary: 'Generate Grafana dashboards and provisioning files, or push the dashboards to a Grafana.',
  usage: [
    'dashboards build [--check]',
    'dashboards publish --url URL [--token-env NAME] [--language en|vi] [--folder TITLE] [--dry-run] [--json]',
  ],
  options: {
    config: { type: 'string', value: 'DIR', default: 'config', help: 'configuration directory' },
    out: { type: 'string', value: 'DIR', default: 'dashboards', help: 'where the generated files go' },
    check: { type: 'boolean', help: 'write nothing; exit 1 when a file is not what would be generated' },
    url: { type: 'string', value: 'URL', help: 'the Grafana to publish to' },
    'token-env': {
      type: 'string',
      value: 'NAME',
      default: 'GRAFANA_TOKEN',
      help: 'environment variable that holds its API token',
    },
    language: { type: 'string', value: 'LANG', help: 'publish only the dashboards in en or vi' },
    folder: { type: 'string', value: 'TITLE', help: 'the folder to publish into; otherwise one for each language' },
    'dry-run': { type: 'boolean', help: 'say what would change, panel by panel, and change nothing' },
    json: { type: 'boolean', help: 'say it as JSON' },
  },
  async run(call) {
    const [action] = call.positionals
    if (action === 'build') return await build(call)
    if (action === 'publish') return await publish(call)
    throw new UsageError(`dashboards does not know \`${action ?? ''}\`; it takes build or publish`)
  },
}

const filesFrom = (call: Call) => buildDashboards(loadOrExplain(String(call.values.config)))

async function build(call: Call): Promise<number> {
  const out = String(call.values.out)
  const files = filesFrom(call)
  if (call.values.check) {
    const differences = await checkDashboards(out, files)
    for (const difference of differences) call.io.err(`${difference}\n`)
    if (differences.length > 0) call.io.err('run `vonggac dashboards build` and commit the result\n')
    return differences.length > 0 ? 1 : 0
  }
  await writeDashboards(out, files)
  call.io.out(`${files.length} files in ${out}\n`)
  return 0
}

async function publish(call: Call): Promise<number> {
  const dryRun = call.values['dry-run'] === true
  const folder = call.values.folder
  const language = languageOf(call)
  const token = readSecret({ env: String(call.values['token-env']) })
  const grafana = {
    url: required(call, 'url'),
    token,
    dryRun,
    signal: call.signal,
    ...(folder !== undefined && { folder: String(folder) }),
    ...(language && { language }),
  }
  try {
    const published = await publishDashboards(grafana, filesFrom(call))
    call.io.out(
      call.values.json ? `${JSON.stringify({ dryRun, dashboards: published }, null, 2)}\n` : report(published, dryRun),
    )
    return 0
  } catch (error) {
    if (!(error instanceof PublishError)) throw error
    call.io.err(`vonggac: ${error.message}\n`)
    return 1
  }
}

function languageOf(call: Call): Language | undefined {
  const { language } = call.values
  if (language === undefined) return undefined
  const known = languages.find((one) => one === language)
  if (!known) throw new UsageError(`--language takes ${languages.join(' or ')}, not \`${language}\``)
  return known
}

/** A line a dashboard, and below it what is different from what Grafana had. */
function report(published: readonly Published[], dryRun: boolean): string {
  const lines = published.flatMap(({ action, path, url, changes }) => [
    `${dryRun && action !== 'unchanged' ? 'would be ' : ''}${action}  ${path}  ${url}`,
    ...changes.map((change) => `    ${change}`),
  ])
  const count = (action: Published['action']) => published.filter((one) => one.action === action).length
  const verb = dryRun ? ' would be' : ''
  const total = `${count('created')}${verb} created, ${count('updated')}${verb} updated, ${count('unchanged')} unchanged`
  return `${[...lines, total].join('\n')}\n`
}
