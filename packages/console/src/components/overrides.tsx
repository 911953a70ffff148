import { useState } from 'preact/hooks'
import type { OnCallDocument } from '../api/document.ts'
import { useConsole, useSpeech } from '../context.ts'
import { inputOf, momentOfInput } from '../i18n/zoned-input.ts'
import { EndButton } from './end-button.tsx'
import { Choice, Field, FormEnd, useForm } from './form.tsx'
import { SpanCells } from './span-cells.tsx'
import { TableHead } from './table-head.tsx'

interface OverridesProps {
  duty: OnCallDocument
  onDone: () => void
}

/** Who stands in for whom, and the way to end it. */
export function Overrides({ duty: { at, overrides }, onDone }: OverridesProps) {
  const { client } = useConsole()
  const { words } = useSpeech()
  const { onCall } = words
  return (
    <section class="panel is-flush">
      <h2>{onCall.overrides}</h2>
      <p class="muted readiness-note">{overrides.length === 0 ? onCall.noOverrides : onCall.overridesHint}</p>
      {overrides.length > 0 && (
        <table class="table">
          <TableHead columns={[onCall.standIn, onCall.rota, onCall.from, onCall.to, onCall.by, onCall.why]} actions />
          <tbody>
            {overrides.map(({ id, rota, person, from, to, by, comment }) => (
              <tr key={id} data-override={id}>
                <th scope="row" data-label={onCall.standIn}>
                  {person.name}
                </th>
                <td data-label={onCall.rota}>{rota}</td>
                <SpanCells from={from} to={to} words={onCall} />
                <td data-label={onCall.by}>{by}</td>
                <td data-label={onCall.why} class="is-text">
                  {comment}
                </td>
                <td>
                  <EndButton
                    label={from <= at ? onCall.end : onCall.cancel}
                    of={onCall.endOf(person.name)}
                    end={(who) => client.endOverride(id, who)}
                    onDone={onDone}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  )
}

const EIGHT_HOURS_MS = 8 * 3_600_000

/** Lets somebody stand in, from now for eight hours unless said. */
export function OverrideForm({ duty: { rotas, people }, onDone }: OverridesProps) {
  const { client } = useConsole()
  const { words, zone } = useSpeech()
  const { onCall } = words
  const [rota, setRota] = useState(rotas[0]?.id ?? '')
  const [person, setPerson] = useState('')
  const [comment, setComment] = useState('')
  const [from, setFrom] = useState(() => inputOf(Date.now(), zone))
  const [to, setTo] = useState(() => inputOf(Date.now() + EIGHT_HOURS_MS, zone))
  const form = useForm(onDone)
  const complete = [rota, person, from, to].every((value) => value !== '')
  const submit = form.submit(complete, async (by) => {
    await client.addOverride({
      rota,
      person,
      from: momentOfInput(from, zone),
      to: momentOfInput(to, zone),
      by,
      comment,
    })
    const name = people.find(({ id }) => id === person)?.name ?? person
    setPerson('')
    setComment('')
    return onCall.added(name)
  })
  return (
    <form class="panel actions is-wide" onSubmit={submit}>
      <h2>{onCall.add}</h2>
      <Choice label={onCall.rota} value={rota} options={rotas.map(({ id }) => [id, id])} onInput={setRota} />
      <Choice
        label={onCall.standIn}
        value={person}
        options={[['', onCall.choose], ...people.map(({ id, name }) => [id, name] as const)]}
        onInput={setPerson}
      />
      <Field label={onCall.from} type="datetime-local" value={from} onInput={setFrom} />
      <Field label={onCall.to} type="datetime-local" value={to} onInput={setTo} />
      <Field label={onCall.why} value={comment} onInput={setComment} />
      <FormEnd form={form} label={onCall.add} />
    </form>
  )
}
