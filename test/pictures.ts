import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ServiceStatus, StatusDocument } from '@vonggac/collector/api-types'
import { launchChromium } from './support/chromium.ts'
import { freePort, freeUdpPort } from './support/free-port.ts'
import { eventually, root, startVonggac, vonggac } from './support/vonggac.ts'
import { builtConsole } from './support/watched-province.ts'

/** `pnpm pictures`: the screenshots of README and docs, taken from a running demo with one link cut. Needs root and Chromium. */

builtConsole()
const dir = mkdtempSync(join(tmpdir(), 'pictures-'))
const port = String(await freePort())
const url = `http://127.0.0.1:${port}`
const get = async <T>(path: string) => (await (await fetch(`${url}/api/v1${path}`)).json()) as T
const status = () => get<StatusDocument>('/status')
const isAllKnown = async () => {
  const { counts } = await status()
  const { services } = await get<{ services: ServiceStatus[] }>('/services')
  return counts.sites.unknown + counts.checks.unknown === 0 && services.every(({ state }) => state !== 'unknown')
}

{
  await using _ = startVonggac(['demo', '--port', port, '--snmp-port', String(await freeUdpPort()), '--data', dir])
  await eventually(async () => (await isAllKnown()) || undefined, { withinMs: 120_000, what: 'that all is known' })
  await vonggac(['demo', 'cut', 'nam-giang', '--data', dir])
  await eventually(async () => ((await status()).incidents.length > 0 ? true : undefined), { what: 'the incident' })
  await using chromium = await launchChromium()
  const [incident] = (await status()).incidents
  const desk = { width: 1280, height: 860 }
  const light = { colorScheme: 'light', locale: 'en' } as const
  const dark = { colorScheme: 'dark', locale: 'vi' } as const
  await take('console.png', '/', { ...light, width: 1440, height: 900 })
  await take('site.png', '/sites/nam-giang', { ...dark, ...desk })
  await take('incident.png', `/incidents/${encodeURIComponent(incident!.id)}`, { ...light, ...desk })
  await take('check.png', '/checks/ttdl/qoffice/tcp-443@hub', { ...light, ...desk })
  await take('services.png', '/services', { ...dark, ...desk })
  await take('readiness.png', '/readiness', { ...light, ...desk })
  await take('configuration.png', '/configuration', { ...dark, ...desk })
  await take('status-page.png', '/status', { ...light, width: 900, height: 860 })
  await take('phone.png', '/', { ...dark, width: 390, height: 844 })

  async function take(
    file: string,
    path: string,
    look: { width: number; height: number; colorScheme: 'light' | 'dark'; locale: string },
  ) {
    const { width, height, ...rest } = look
    const context = await chromium.browser.newContext({ viewport: { width, height }, ...rest })
    const page = await context.newPage()
    await page.goto(url + path)
    await page.locator('main h1').first().waitFor({ state: 'attached' })
    await page.waitForLoadState('networkidle', { timeout: 3_000 }).catch(() => {})
    // Charts and lists come after the frame.
    await page.locator('main .loading').waitFor({ state: 'detached' })
    await page.screenshot({ path: join(root, 'docs', 'img', file) })
  }
}
rmSync(dir, { recursive: true, force: true })
