import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { ProbeFailure } from '@vonggac/model'
import type { JourneyConfig } from '@vonggac/model/inventory'

/** Where Debian and the makers put a browser that Playwright can drive. */
const PROGRAMS = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
/** Where `npm install -g` puts packages. */
const PACKAGES = ['/usr/local/lib/node_modules', '/usr/lib/node_modules', '/usr/share/nodejs']
/** How long a browser may take to start on a busy machine, ms. */
const START_MS = 20_000
/** How long a field, a button or what is waited for may take to be there, ms. */
const ELEMENT_MS = 10_000

/** The part of Playwright that is used. The package is not ours: it is there where somebody has installed it. */
export interface Page {
  goto(url: string, options: { waitUntil: 'load'; timeout: number }): Promise<unknown>
  fill(selector: string, value: string): Promise<void>
  click(selector: string): Promise<void>
  waitForSelector(selector: string, options: { state: 'visible' }): Promise<unknown>
  waitForLoadState(state: 'load'): Promise<void>
  setDefaultTimeout(ms: number): void
  content(): Promise<string>
  url(): string
  mainFrame(): unknown
  on(event: 'response', listener: (response: PageResponse) => void): void
}

export interface PageResponse {
  status(): number
  headers(): Readonly<Record<string, string>>
  frame(): unknown
  request(): { isNavigationRequest(): boolean; timing(): Readonly<Record<string, number>> }
}

export interface BrowserCookie {
  readonly name: string
  readonly value: string
  readonly domain: string
  readonly path: string
  /** Unix epoch s; −1: until the browser is closed. */
  readonly expires: number
  readonly secure: boolean
}

interface Context {
  newPage(): Promise<Page>
  cookies(): Promise<readonly BrowserCookie[]>
  addCookies(cookies: readonly BrowserCookie[]): Promise<void>
}

interface Playwright {
  readonly chromium: {
    launch(options: object): Promise<{
      newContext(options: object): Promise<Context>
      close(): Promise<void>
    }>
  }
}

/** A real browser of one run, with one page. The run owns and closes it. */
export interface Browser {
  readonly page: Page
  /** What the page's own address answered last. */
  answer(): PageResponse | undefined
  cookies(): Promise<readonly BrowserCookie[]>
  addCookies(cookies: readonly BrowserCookie[]): Promise<void>
  /** Ends it, and with it whatever is still being waited for. Idempotent. */
  close(): Promise<void>
}

/** Starts a browser without a window. Throws `ProbeFailure('local')` that names what is not installed. */
export async function openBrowser({ playwright, browserProgram, insecure }: JourneyConfig): Promise<Browser> {
  const dir = playwright ?? packageDir()
  const program = browserProgram ?? PROGRAMS.find((one) => existsSync(one))
  const missing = [
    ...(dir !== undefined && existsSync(dir) ? [] : ['the package playwright-core (npm install -g playwright-core)']),
    ...(program !== undefined && existsSync(program) ? [] : ['a browser (Debian: apt install chromium)']),
  ]
  if (dir === undefined || missing.length > 0)
    throw new ProbeFailure('local', `a step in a browser needs ${missing.join(' and ')} on this machine`)
  const home = mkdtempSync(join(tmpdir(), `vonggac-browser-${process.pid}-`))
  const forget = () => rmSync(home, { recursive: true, force: true })
  try {
    const { chromium } = (await import(pathToFileURL(join(dir, 'index.mjs')).href)) as Playwright
    const browser = await chromium.launch({
      executablePath: program,
      headless: true,
      timeout: START_MS,
      ...surroundings(home),
    })
    const close = async () => {
      await browser.close().catch(() => {})
      forget()
    }
    try {
      return await pageOf(await browser.newContext({ ignoreHTTPSErrors: insecure }), close)
    } catch (error) {
      await close()
      throw error
    }
  } catch (cause) {
    forget()
    throw new ProbeFailure('local', `the browser ${program} does not start: ${firstLine(cause)}`, { cause })
  }
}

export const firstLine = (error: unknown): string => String((error as Error).message ?? error).split('\n', 1)[0]!

function packageDir(): string | undefined {
  try {
    return dirname(createRequire(import.meta.url).resolve('playwright-core/package.json'))
  } catch {
    return PACKAGES.map((parent) => join(parent, 'playwright-core')).find((one) => existsSync(one))
  }
}

/** A home of its own, so that no run finds what another left, and nothing that a monitoring agent does not want to ask for. */
const surroundings = (home: string) => ({
  env: { PATH: '/usr/bin:/bin', HOME: home, XDG_CONFIG_HOME: home, TMPDIR: home, LANG: 'C.UTF-8' },
  args: [
    // Chromium refuses to sandbox for root, and containers have a small /dev/shm.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    '--disable-gpu',
    '--disable-dev-shm-usage',
    '--disable-breakpad',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
})

async function pageOf(context: Context, close: () => Promise<void>): Promise<Browser> {
  const page = await context.newPage()
  page.setDefaultTimeout(ELEMENT_MS)
  let last: PageResponse | undefined
  page.on('response', (response) => {
    if (response.request().isNavigationRequest() && response.frame() === page.mainFrame()) last = response
  })
  return {
    page,
    answer: () => last,
    cookies: () => context.cookies(),
    addCookies: (cookies) => context.addCookies(cookies),
    close,
  }
}
