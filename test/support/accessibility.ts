import axe, { type AxeResults } from 'axe-core'
import type { Page } from 'playwright-core'

/** What may not stand: axe's two highest grades. */
const GRADES = ['serious', 'critical']

/** Violations of WCAG 2.2 A and AA and of axe's best practices that are serious: `rule: what: where`, a line each. */
export async function seriousViolations(page: Page): Promise<string[]> {
  // Through the debugger: the page's own policy forbids scripts from elsewhere.
  await page.evaluate(axe.source)
  const { violations } = await page.evaluate(
    () => (globalThis as unknown as { axe: typeof axe }).axe.run() as Promise<AxeResults>,
  )
  return violations
    .filter(({ impact }) => GRADES.includes(impact ?? ''))
    .flatMap(({ id, help, nodes }) =>
      nodes.map(({ target, any }) => `${id}: ${help}: ${target.join(' ')}${any[0] ? `: ${any[0].message}` : ''}`),
    )
}
