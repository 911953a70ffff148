import { useState } from 'preact/hooks'
import type { AttachmentSummary, IncidentDetail, PathDocument } from '../api/document.ts'
import { useConsole, useSpeech } from '../context.ts'
import { useResource } from '../state/resource.ts'
import { Moment } from './age.tsx'
import { DocumentLink } from './document-link.tsx'
import { failureText } from './failure-text.ts'

const pathTo = (id: string, rest: string) => `/incidents/${encodeURIComponent(id)}/${rest}`

/** What belongs to an incident as documents; a traceroute is shown in place, as a table of its hops. */
export function Attachments({ incident }: { incident: IncidentDetail }) {
  const { words } = useSpeech()
  if (incident.attachments.length === 0) return null
  return (
    <section class="panel">
      <h2>{words.handling.attachments}</h2>
      <ul class="attachments">
        {incident.attachments.map((attachment) => (
          <li key={attachment.id}>
            {attachment.kind === 'traceroute' ? (
              <Traceroute id={incident.id} attachment={attachment} />
            ) : (
              <DocumentLink path={pathTo(incident.id, `attachments/${attachment.id}`)} name={attachment.name}>
                {attachment.name}
              </DocumentLink>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Traceroute({ id, attachment }: { id: string; attachment: AttachmentSummary }) {
  const [open, setOpen] = useState(false)
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        traceroute <Moment at={attachment.at} />
      </summary>
      {open && <Hops path={pathTo(id, `attachments/${attachment.id}`)} />}
    </details>
  )
}

function Hops({ path }: { path: string }) {
  const { client } = useConsole()
  const { words, format } = useSpeech()
  const { handling } = words
  const { value, error } = useResource(
    path,
    async (signal) => JSON.parse(await (await client.document(path, signal)).text()) as PathDocument,
  )
  if (!value)
    return <p class="muted">{error === undefined ? words.loading : words.failed(failureText(error, words))}</p>
  return (
    <div class="hops">
      <p class="muted">{value.detail}</p>
      <table class="table">
        <thead>
          <tr>
            <th>{handling.hop}</th>
            <th>{handling.address}</th>
            <th>{handling.loss}</th>
            <th>{handling.latency}</th>
          </tr>
        </thead>
        <tbody>
          {value.hops.map((hop) => (
            <tr key={hop.hop}>
              <td>{hop.hop}</td>
              <td>
                {hop.address || <span class="muted">{handling.noAnswer}</span>} {hop.flag}
              </td>
              <td>{format.percent(hop.loss_pct)}</td>
              <td>{format.milliseconds(hop.rtt_ms)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** The reports to be printed, or kept as tables. */
export function Reports({ id }: { id: string }) {
  const { words } = useSpeech()
  const { handling } = words
  return (
    <section class="panel actions">
      <h2>{handling.report}</h2>
      {(['initial', 'final'] as const).map((stage) => (
        <div key={stage} class="buttons">
          <DocumentLink path={pathTo(id, `report?stage=${stage}&format=html`)} name={`${id}-${stage}.html`}>
            {handling[stage]}
          </DocumentLink>
          <DocumentLink path={pathTo(id, `report?stage=${stage}&format=csv`)} name={`${id}-${stage}.csv`}>
            CSV
          </DocumentLink>
        </div>
      ))}
    </section>
  )
}
