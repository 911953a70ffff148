import type { Burst, Chain, Page, Paging } from './page.ts'

/** A clock that is this much behind what we heard last was set back; less are messages between threads that overtook each other. */
const SET_BACK_MS = 5_000

/**
 * Our clock was set back: what was due in a minute still is, and not only when the clock is where it was. What hangs on the calendar
 * (shifts, quiet hours, windows) is looked up again. Set ahead, it is as if nobody had run in between. Does nothing otherwise.
 */
export function followClock(paging: Paging, now: number): void {
  const byMs = paging.now - now
  if (byMs < SET_BACK_MS) {
    paging.now = Math.max(paging.now, now)
    return
  }
  paging.now = now
  paging.hush.nextAt = 0
  for (const page of paging.pages.values()) movePage(page, byMs, now)
  for (const { openings, endings } of paging.storms.values()) {
    moveBurst(openings, byMs)
    moveBurst(endings, byMs)
  }
}

function movePage(page: Page, byMs: number, now: number) {
  page.levelAt = moved(page.levelAt, byMs)
  page.snoozedUntil = moved(page.snoozedUntil, byMs)
  for (const chain of page.chains) moveChain(chain, byMs, now)
  if (page.end) page.end = { ...page.end, keepUntil: page.end.keepUntil - byMs }
}

function moveChain(chain: Chain, byMs: number, now: number) {
  // Nothing has been sent: it waits for the end of quiet hours, of which there may be none now.
  chain.nextAt = chain.begun === 0 && chain.nextAt !== null ? now : moved(chain.nextAt, byMs)
  if (chain.until !== null) chain.until = now
}

function moveBurst(burst: Burst<unknown>, byMs: number) {
  burst.recent = burst.recent.map((at) => at - byMs)
  burst.flushAt = moved(burst.flushAt, byMs)
  burst.flushedAt -= byMs
}

const moved = (at: number | null, byMs: number): number | null => (at === null ? null : at - byMs)
