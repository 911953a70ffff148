import { ProbeFailure } from '@vonggac/model'
import type { Progress } from '../connection.ts'
import type { MailProtocol, MailStream } from './mail-stream.ts'

/** Puts answers together from pieces of any size. */
export interface ReplyReader<Reply> {
  /** Takes in what came and gives the answers that it ends. Throws `ProbeFailure('protocol')` for anything that is none. */
  feed(chunk: Buffer): readonly Reply[]
  /** Whether something stands behind the last answer that was given. */
  readonly hasRest: boolean
}

/** The answers of a server, one after the other. */
export interface Replies<Reply> {
  /** The next one. `awaited` is said when it does not come. */
  next(awaited: string): Promise<Reply>
  /**
   * Throws `ProbeFailure('protocol')` when more has come than was asked for: behind the go-ahead for TLS it would be
   * taken for part of the session (CVE-2011-0411).
   */
  nothingMore(): void
}

/** Reads answers from a stream; each line protocol brings its own reader. */
export function repliesOf<Reply>(
  stream: MailStream,
  reader: ReplyReader<Reply>,
  { protocol, progress }: { readonly protocol: MailProtocol; readonly progress: Progress },
): Replies<Reply> {
  const waiting: Reply[] = []
  return {
    async next(awaited) {
      progress.doing = `waiting for ${awaited}`
      while (waiting.length === 0) {
        const chunk = await stream.read()
        if (chunk === undefined)
          throw new ProbeFailure(
            'reset',
            `the ${protocol} server closed the connection while we were waiting for ${awaited}`,
          )
        waiting.push(...reader.feed(chunk))
      }
      return waiting.shift()!
    },
    nothingMore() {
      if (waiting.length > 0 || reader.hasRest)
        throw new ProbeFailure('protocol', `the ${protocol} server goes on in the clear after agreeing to TLS`)
    },
  }
}
