import { useState } from 'preact/hooks'
import { useSpeech } from '../../context.ts'

/** A secret that is shown this once, with the way to copy it. */
export function SecretBox({ label, secret, onHide }: { label: string; secret: string; onHide: () => void }) {
  const { people } = useSpeech().words
  const [copied, setCopied] = useState(false)
  const copy = () =>
    // Without HTTPS browsers have no clipboard for pages: the text can be selected with one click.
    void navigator.clipboard?.writeText(secret).then(
      () => setCopied(true),
      () => {},
    )
  return (
    <div class="secret" role="status">
      <strong>{label}</strong>
      <code>{secret}</code>
      <small class="muted">{people.once}</small>
      <div class="buttons">
        {navigator.clipboard && (
          <button type="button" class="button" onClick={copy}>
            {copied ? people.copied : people.copy}
          </button>
        )}
        <button type="button" class="button" onClick={onHide}>
          {people.hide}
        </button>
      </div>
    </div>
  )
}
