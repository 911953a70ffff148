import { useSpeech } from '../context.ts'
import { zoneName } from '../i18n/format.ts'

/** Whose clocks the times are by, where this browser's are others: `GMT+7 (Asia/Ho_Chi_Minh)`. */
export function ZoneNote() {
  const { words, format, zone } = useSpeech()
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone
  if (own === zone || zoneName(own) === format.zone) return null
  return <span class="muted zone-note">{words.configuration.zone(`${format.zone} (${zone})`)}</span>
}
