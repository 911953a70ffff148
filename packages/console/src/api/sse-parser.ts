/** One server-sent event: its name and its data, several data lines joined. */
export interface ServerSentEvent {
  readonly name: string
  readonly data: string
}

/**
 * Takes the stream in pieces of any size and gives the events that are complete (WHATWG HTML § 9.2.6).
 * Comments, ids and retry hints are skipped: we have our own reconnection.
 */
export function createSseParser(): (chunk: string) => ServerSentEvent[] {
  let rest = ''
  let name = ''
  let data: string[] = []

  const line = (text: string, events: ServerSentEvent[]) => {
    if (text === '') {
      if (data.length > 0) events.push({ name: name || 'message', data: data.join('\n') })
      name = ''
      data = []
      return
    }
    const colon = text.indexOf(':')
    const field = colon < 0 ? text : text.slice(0, colon)
    const value = colon < 0 ? '' : text.slice(colon + 1).replace(/^ /, '')
    if (field === 'event') name = value
    else if (field === 'data') data.push(value)
  }

  return (chunk) => {
    const events: ServerSentEvent[] = []
    // A CR at the very end may be half of a CRLF: it waits for the next piece.
    const lines = (rest + chunk).split(/\r\n|\n|\r(?!$)/)
    rest = lines.pop() ?? ''
    for (const text of lines) line(text, events)
    return events
  }
}
