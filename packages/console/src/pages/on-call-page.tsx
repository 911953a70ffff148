import type { RotaOnCall } from '../api/document.ts'
import { Moment } from '../components/age.tsx'
import { ChannelList } from '../components/channel-list.tsx'
import { OverrideForm, Overrides } from '../components/overrides.tsx'
import { Operators } from '../components/signature.tsx'
import { SpanCells } from '../components/span-cells.tsx'
import { TableHead } from '../components/table-head.tsx'
import { Trouble } from '../components/trouble.tsx'
import { useConsole, useSpeech } from '../context.ts'
import { usePolling } from '../state/polling.ts'
import { useResource } from '../state/resource.ts'

const LOOK_EVERY_MS = 30_000

/** Who is on call, who comes next, and whether the channels that reach people work. */
export function OnCallPage() {
  const { client } = useConsole()
  const { words } = useSpeech()
  const { onCall } = words
  const duty = useResource('on-call', client.onCall)
  const channels = useResource('channels', client.channels)
  const reload = () => {
    duty.reload()
    channels.reload()
  }
  usePolling(reload, LOOK_EVERY_MS)
  const error = duty.error ?? channels.error
  const rotas = duty.value?.rotas ?? []
  return (
    <div class="page">
      <h1>{onCall.title}</h1>
      <p class="muted">{onCall.hint}</p>
      <Trouble error={error} />
      {duty.value && rotas.length === 0 && <p class="muted">{onCall.noRotas}</p>}
      {rotas.map((rota) => (
        <Rota key={rota.id} rota={rota} />
      ))}
      {duty.value && rotas.length > 0 && (
        <>
          <Overrides duty={duty.value} onDone={reload} />
          <Operators>
            <OverrideForm duty={duty.value} onDone={reload} />
          </Operators>
        </>
      )}
      <section class="panel is-flush">
        <h2>{onCall.channels}</h2>
        {channels.value ? (
          <ChannelList channels={channels.value} onDone={reload} />
        ) : (
          <p class="muted readiness-note">{words.loading}</p>
        )}
      </section>
    </div>
  )
}

function Rota({ rota: { id, now, next, shifts } }: { rota: RotaOnCall }) {
  const { words } = useSpeech()
  const { onCall } = words
  return (
    <section class="panel is-flush">
      <h2>
        {id}: {onCall.now.toLowerCase()} <strong>{now?.person?.name ?? onCall.nobody}</strong>
      </h2>
      <p class="muted readiness-note">
        {next && (
          <>
            {onCall.next}: {next.person?.name ?? onCall.nobody} (<Moment at={next.from} />){' · '}
          </>
        )}
        <a href={`/api/v1/oncall/${encodeURIComponent(id)}.ics`}>{onCall.calendar}</a>
      </p>
      <details class="past">
        <summary>{onCall.shifts}</summary>
        <table class="table">
          <TableHead columns={[onCall.person, onCall.from, onCall.to]} />
          <tbody>
            {shifts.map(({ person, from, to, override }) => (
              <tr key={from}>
                <th scope="row" data-label={onCall.person}>
                  {person?.name ?? <span class="text-down">{onCall.nobody}</span>}{' '}
                  {override !== null && <small class="muted">{onCall.override}</small>}
                </th>
                <SpanCells from={from} to={to} words={onCall} />
              </tr>
            ))}
          </tbody>
        </table>
      </details>
    </section>
  )
}
