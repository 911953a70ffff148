import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'

const PROGRAM = '/usr/bin/chromium'

/** Every name but this machine's fails to resolve: a page that reaches out shows as a failed request, not as traffic. */
const NO_OUTSIDE = '--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost'

/** A headless browser. Disposing ends it and removes its profile. */
export interface Chromium extends AsyncDisposable {
  readonly browser: Browser
}

/** Starts Debian's Chromium with a home of its own. Throws naming the package when it is not installed. */
export async function launchChromium(): Promise<Chromium> {
  if (!existsSync(PROGRAM)) throw new Error(`${PROGRAM} is missing: install the Debian package chromium`)
  const home = mkdtempSync(join(tmpdir(), 'vonggac-chromium-'))
  const asRoot = process.getuid?.() === 0
  const browser = await chromium.launch({
    executablePath: PROGRAM,
    headless: true,
    env: { ...(process.env as Record<string, string>), HOME: home, XDG_CONFIG_HOME: home },
    args: [
      // Chromium refuses to sandbox for root, and containers have a small /dev/shm.
      ...(asRoot ? ['--no-sandbox'] : []),
      '--disable-gpu',
      '--disable-dev-shm-usage',
      '--disable-breakpad',
      '--disable-crash-reporter',
      '--disable-background-networking',
      '--disable-component-update',
      NO_OUTSIDE,
    ],
  })
  return {
    browser,
    async [Symbol.asyncDispose]() {
      await browser.close()
      rmSync(home, { recursive: true, force: true })
    },
  }
}
