/** What a listener of `/api/v1/events` has heard. */
export interface EventReader extends AsyncDisposable {
  readonly events: readonly { readonly name: string; readonly data: unknown }[]
  /** Resolves when the server has ended the stream. */
  readonly ended: Promise<void>
}

/** Listens to server-sent events as the console does. */
export async function readEvents(url: string): Promise<EventReader> {
  const stop = new AbortController()
  const response = await fetch(url, { signal: stop.signal, headers: { accept: 'text/event-stream' } })
  if (!response.ok || !response.body) throw new Error(`${url}: ${response.status}`)
  const events: { name: string; data: unknown }[] = []
  const read = async () => {
    let rest = ''
    for await (const chunk of response.body!.pipeThrough(new TextDecoderStream())) {
      const frames = (rest + chunk).split('\n\n')
      rest = frames.pop() ?? ''
      for (const frame of frames) {
        const name = /^event: (.*)$/m.exec(frame)?.[1]
        if (name) events.push({ name, data: JSON.parse(/^data: (.*)$/m.exec(frame)?.[1] ?? 'null') })
      }
    }
  }
  const ended = read().catch(() => undefined)
  return {
    events,
    ended,
    async [Symbol.asyncDispose]() {
      stop.abort()
      await ended
    },
  }
}
