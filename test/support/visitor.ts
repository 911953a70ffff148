import type { Browser, BrowserContextOptions, Page } from 'playwright-core'

/** Somebody who looks at a console for the first time. Disposing closes the browser's context. */
export interface Visit extends AsyncDisposable {
  readonly page: Page
  /** Complaints of the browser, uncaught errors, and requests to anywhere but the collector. */
  readonly trouble: string[]
}

/** Opens a page of the console at `url`, in Vietnamese unless said: nothing is remembered of visits before. */
export async function openVisit(
  browser: Browser,
  { url, path, ...options }: { readonly url: string; readonly path: string } & BrowserContextOptions,
): Promise<Visit> {
  const context = await browser.newContext({ locale: 'vi-VN', viewport: { width: 1280, height: 800 }, ...options })
  const page = await context.newPage()
  const trouble: string[] = []
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') trouble.push(message.text())
  })
  page.on('pageerror', (error) => trouble.push(String(error)))
  page.on('request', (request) => {
    if (!request.url().startsWith(`${url}/`) && !request.url().startsWith('blob:'))
      trouble.push(`a request to ${request.url()}`)
  })
  await page.goto(url + path)
  return { page, trouble, [Symbol.asyncDispose]: () => context.close() }
}
