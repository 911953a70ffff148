import type { ComponentChildren } from 'preact'
import { useState } from 'preact/hooks'
import { useConsole, useSpeech } from '../context.ts'
import { useSelect } from '../state/select.ts'
import { failureText } from './failure-text.ts'

interface DocumentLinkProps {
  /** After `/api/v1`. */
  path: string
  /** What it is called where it is kept. */
  name: string
  children: ComponentChildren
}

/**
 * A link to a document of the collector. A browser sends no token with a link: where one is needed, the document is
 * fetched with it and kept as a file.
 */
export function DocumentLink({ path, name, children }: DocumentLinkProps) {
  const { client, settings } = useConsole()
  const { words } = useSpeech()
  const token = useSelect(settings, (state) => state.token)
  const [error, setError] = useState<string | null>(null)
  const keep = async () => {
    setError(null)
    try {
      const url = URL.createObjectURL(await client.document(path))
      const link = Object.assign(document.createElement('a'), { href: url, download: name })
      link.click()
      URL.revokeObjectURL(url)
    } catch (reason) {
      setError(words.failed(failureText(reason, words)))
    }
  }
  if (!token)
    return (
      <a class="button" href={`/api/v1${path}`} target="_blank" rel="noreferrer">
        {children}
      </a>
    )
  return (
    <>
      <button type="button" class="button" onClick={() => void keep()}>
        {children}
      </button>
      {error && (
        <span class="form-error" role="alert">
          {error}
        </span>
      )}
    </>
  )
}
