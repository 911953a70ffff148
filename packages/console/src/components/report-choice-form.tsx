import { useConsole, useSpeech } from '../context.ts'
import { fixedOrder } from '../state/ordering.ts'
import { type ReportChoice, recentMonths, reportViews } from '../state/report-choice.ts'
import { useSelect } from '../state/select.ts'

interface ChoiceProps {
  choice: ReportChoice
  onChange: (choice: ReportChoice) => void
}

/** What a report is on: month, narrowed to whom, shown by what. */
export function ReportChoiceForm({ choice, onChange }: ChoiceProps) {
  const { live } = useConsole()
  const { words, name } = useSpeech()
  const { reports } = words
  const sites = fixedOrder(useSelect(live, (state) => state.sites).values()).filter(({ links }) => links.length > 0)
  const providers = [...new Set(sites.flatMap(({ links }) => links.map(({ provider }) => provider)))].sort()
  const months = recentMonths(Date.now())
  const about = choice.provider !== '' ? `provider ${choice.provider}` : choice.site !== '' ? `site ${choice.site}` : ''
  const narrow = (value: string) => {
    const [what, id = ''] = value.split(' ', 2)
    onChange({ ...choice, provider: what === 'provider' ? id : '', site: what === 'site' ? id : '' })
  }
  return (
    <search class="filter" aria-label={reports.choose}>
      <label>
        {reports.month}{' '}
        <select value={choice.month} onChange={(event) => onChange({ ...choice, month: event.currentTarget.value })}>
          {[...new Set([...months, choice.month])].map((month) => (
            <option key={month} value={month}>
              {`${month.slice(5)}/${month.slice(0, 4)}`}
            </option>
          ))}
        </select>
      </label>
      <label>
        {reports.scope}{' '}
        <select value={about} onChange={(event) => narrow(event.currentTarget.value)}>
          <option value="">{reports.everything}</option>
          <optgroup label={reports.provider}>
            {[...new Set([...providers, choice.provider])].filter(Boolean).map((id) => (
              <option key={id} value={`provider ${id}`}>
                {id}
              </option>
            ))}
          </optgroup>
          <optgroup label={reports.site}>
            {sites.map((site) => (
              <option key={site.id} value={`site ${site.id}`}>
                {name(site.name)}
              </option>
            ))}
          </optgroup>
        </select>
      </label>
      <label>
        <input
          type="checkbox"
          class="tick"
          checked={choice.withoutMaintenance}
          onChange={(event) => onChange({ ...choice, withoutMaintenance: event.currentTarget.checked })}
        />
        {reports.withoutMaintenance}
      </label>
      <fieldset class="segments" aria-label={reports.view}>
        {reportViews.map((view) => (
          <button
            key={view}
            type="button"
            aria-pressed={choice.view === view}
            onClick={() => onChange({ ...choice, view })}
          >
            {reports.views[view]}
          </button>
        ))}
      </fieldset>
    </search>
  )
}
