import { useSpeech } from '../../context.ts'
import { fieldOf, refusalText } from './refusal.ts'

/** Why a form was refused, unless one of the fields that say it themselves is what it is about. */
export function RefusalNote({ error, told = [] }: { error: unknown; told?: readonly string[] }) {
  const { words } = useSpeech()
  if (error === undefined || told.includes(fieldOf(error) ?? '')) return null
  return (
    <p class="form-error" role="alert">
      {refusalText(error, words)}
    </p>
  )
}
