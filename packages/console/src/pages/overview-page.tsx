import { useState } from 'preact/hooks'
import type { SiteState } from '../api/document.ts'
import { BrokenNow } from '../components/broken-now.tsx'
import { Counts } from '../components/counts.tsx'
import { Empty } from '../components/empty.tsx'
import { OnCallNow } from '../components/on-call-now.tsx'
import { SelfFaults } from '../components/self-faults.tsx'
import { ServicesNow } from '../components/services-now.tsx'
import { SiteGrid } from '../components/site-grid.tsx'
import { WanMap } from '../components/wan-map.tsx'
import { useConsole, useSpeech } from '../context.ts'
import { useSelect } from '../state/select.ts'

/** Everything at a glance: what is broken, all sites, the map. Made to hang on a wall. */
export function OverviewPage() {
  const { live } = useConsole()
  const { words } = useSpeech()
  const empty = useSelect(live, (state) => state.sites.size === 0)
  const [highlight, setHighlight] = useState<SiteState | null>(null)
  if (empty) {
    return (
      <Empty title={words.noSites} hint={words.noSitesHint}>
        <code>vonggac config check config</code>
      </Empty>
    )
  }
  return (
    <div class="overview">
      <h1 class="visually-hidden">{words.overview}</h1>
      <Counts highlight={highlight} onHighlight={setHighlight} />
      <div class="overview-side">
        <SelfFaults />
        <BrokenNow />
        <ServicesNow />
        <OnCallNow />
        <WanMap />
      </div>
      <SiteGrid highlight={highlight} />
    </div>
  )
}
