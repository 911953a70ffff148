import { createHash } from 'node:crypto'
import type { GeneratedFile } from './build.ts'
import { type Dashboard, dashboardDiff, same } from './dashboard-diff.ts'
import { base, type GrafanaAddress, PROVISIONED, PublishError, request } from './grafana-api.ts'
import { folders } from './provisioning.ts'
import { type Language, languages } from './text.ts'

export interface Grafana extends GrafanaAddress {
  /** Everything goes into the folder of this title, which is made when there is none; otherwise each language into its own. */
  readonly folder?: string
  /** Only the dashboards of this language. */
  readonly language?: Language
  /** Asks Grafana what is there and says what would be done, without doing it. */
  readonly dryRun?: boolean
}

/** What became of a dashboard, or would. */
export interface Published {
  readonly path: string
  readonly uid: string
  readonly action: 'created' | 'updated' | 'unchanged'
  /** What is different from what Grafana had, a line each. */
  readonly changes: readonly string[]
  /** Where it is shown. */
  readonly url: string
}

interface Folder {
  readonly title: string
  /** Unknown for a folder that is still to be made under a title of somebody's choice. */
  readonly uid?: string
}

/**
 * Puts the dashboards among `files` into Grafana by their uids; what is as it should be is left alone. Throws a `PublishError` at the
 * first refusal; publishing again is safe.
 */
export async function publishDashboards(grafana: Grafana, files: readonly GeneratedFile[]): Promise<Published[]> {
  const published: Published[] = []
  for (const language of languages) {
    if (grafana.language && grafana.language !== language) continue
    const ours = files.filter(({ path }) => path.startsWith(`${language}/`) && path.endsWith('.json'))
    if (ours.length === 0) continue
    const folder = await ensureFolder(
      grafana,
      grafana.folder === undefined ? folders[language] : { title: grafana.folder },
    )
    for (const { path, text } of ours) published.push(await publish(grafana, folder, { path, json: JSON.parse(text) }))
  }
  return published
}

async function ensureFolder(grafana: Grafana, { uid, title }: Folder): Promise<Folder> {
  if (uid !== undefined) {
    const { status } = await request(grafana, 'GET', `/api/folders/${uid}`, { expected: [404] })
    if (status !== 404) return { uid, title }
  } else {
    const { body } = await request(grafana, 'GET', `/api/folders?limit=${MAX_FOLDERS}`)
    const found = (body as Folder[]).find((folder) => folder.title === title)
    if (found) return found
  }
  if (grafana.dryRun) return { title, ...(uid !== undefined && { uid }) }
  const { body } = await request(grafana, 'POST', '/api/folders', {
    body: { title, ...(uid !== undefined && { uid }) },
  })
  return body as Folder
}

/** More folders than Grafana gives at once. */
const MAX_FOLDERS = 1_000

interface Found {
  readonly dashboard: Dashboard
  readonly meta?: { readonly provisioned?: boolean; readonly folderUid?: string }
}

async function publish(
  grafana: Grafana,
  folder: Folder,
  { path, json }: { path: string; json: Dashboard & { uid: string } },
): Promise<Published> {
  const { uid } = json
  const url = `${base(grafana)}/d/${uid}`
  const { status, body } = await request(grafana, 'GET', `/api/dashboards/uid/${uid}`, { expected: [404] })
  const found = status === 404 ? undefined : (body as Found)
  if (found?.meta?.provisioned) throw new PublishError(`${url}: cannot be published over (${PROVISIONED})`)
  const changes = found ? await changesOf(grafana, found, folder, json) : []
  if (found && changes.length === 0) return { path, uid, action: 'unchanged', changes, url }
  if (!grafana.dryRun) {
    const message = `${MESSAGE} ${fingerprint(json)}`
    const save = { dashboard: { ...json, id: null }, folderUid: folder.uid, overwrite: true, message }
    await request(grafana, 'POST', '/api/dashboards/db', { body: save })
  }
  return { path, uid, action: found ? 'updated' : 'created', changes, url }
}

async function changesOf(grafana: Grafana, found: Found, folder: Folder, json: Dashboard): Promise<string[]> {
  const there = found.meta?.folderUid ?? ''
  const moved = there === folder.uid ? [] : [`~ folder: → ${folder.title}`]
  if (same(bare(found.dashboard), bare(json)) || (await isOurs(grafana, json))) return moved
  const differences = dashboardDiff(found.dashboard, json)
  return [...moved, ...(differences.length > 0 ? differences : ['~ settings'])]
}

/** Without what Grafana counts by itself. */
const bare = ({ id: _id, version: _version, ...rest }: Dashboard): Dashboard => rest

/**
 * Whether the last to save it were we, and this very text. A newer Grafana gives a dashboard back in its own newest form, which never is
 * what was saved.
 */
async function isOurs(grafana: Grafana, json: Dashboard): Promise<boolean> {
  const path = `/api/dashboards/uid/${json.uid}/versions?limit=1`
  const { status, body } = await request(grafana, 'GET', path, { expected: [403, 404] })
  if (status !== 200) return false
  // Up to Grafana 10 a list, then a page of one.
  const versions = Array.isArray(body) ? body : ((body as { versions?: unknown }).versions ?? [])
  const [latest] = versions as { message?: string }[]
  return latest?.message === `${MESSAGE} ${fingerprint(json)}`
}

const MESSAGE = 'vonggac dashboards publish'

const fingerprint = (json: Dashboard): string =>
  createHash('sha256').update(JSON.stringify(json)).digest('hex').slice(0, 16)
