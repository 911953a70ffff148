import type { LinkStatus } from '../api/document.ts'
import { useSpeech } from '../context.ts'
import { lookOf, StateDot } from './state-icon.tsx'

/** `vnpt` → `VNPT`, `viettel` → `Viettel`: providers are ids, and short ones are initials. */
export const providerName = (provider: string) =>
  provider.length <= 4 ? provider.toUpperCase() : provider.charAt(0).toUpperCase() + provider.slice(1)

/** One link: whose, and whether it works. */
export function LinkPill({ link }: { link: LinkStatus }) {
  const { words, format } = useSpeech()
  const title = `${words.roles[link.role]}: ${words.statuses[link.status]}, ${format.milliseconds(link.latency_ms)}`
  return (
    <span class={`pill is-${lookOf[link.status]}`} title={title}>
      <StateDot look={lookOf[link.status]} />
      {providerName(link.provider)}
      <span class="visually-hidden">: {words.statuses[link.status]}</span>
    </span>
  )
}
