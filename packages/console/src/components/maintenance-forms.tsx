import { useState } from 'preact/hooks'
import { useConsole, useSpeech } from '../context.ts'
import { inputOf, momentOfInput } from '../i18n/zoned-input.ts'
import { useAnchor } from '../state/anchor.ts'
import { Field, FormEnd, useForm } from './form.tsx'

/** `tam-ky/**, hoi-an/**` as globs. */
const globsOf = (text: string): string[] => text.split(/[\s,]+/).filter((glob) => glob !== '')

/** What a link to the forms has already said: `?match=tam-ky/vnpt/icmp@hub`. */
const asked = (): string => new URLSearchParams(location.search).get('match')?.slice(0, 400) ?? ''

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** Enters a maintenance window. */
export function WindowForm({ onDone }: { onDone: () => void }) {
  const { client } = useConsole()
  const { words, zone } = useSpeech()
  const { maintenance } = words
  const [title, setTitle] = useState('')
  const [match, setMatch] = useState(asked)
  const [from, setFrom] = useState(() => inputOf(Date.now(), zone))
  const [to, setTo] = useState(() => inputOf(Date.now() + 2 * HOUR_MS, zone))
  const form = useForm(onDone)
  const place = useAnchor<HTMLFormElement>('window')
  const submit = form.submit(title !== '' && match !== '' && from !== '' && to !== '', async (by) => {
    const window = { title, match: globsOf(match), from: momentOfInput(from, zone), to: momentOfInput(to, zone), by }
    const checks = await client.addMaintenance(window)
    setTitle('')
    setMatch('')
    return maintenance.added(checks)
  })
  return (
    <form id="window" ref={place} class="panel actions is-wide" onSubmit={submit}>
      <h2>{maintenance.add}</h2>
      <Field label={maintenance.what} value={title} onInput={setTitle} />
      <Field label={maintenance.match} hint={maintenance.matchHint} value={match} onInput={setMatch} />
      <Field label={maintenance.from} type="datetime-local" value={from} onInput={setFrom} />
      <Field label={maintenance.to} type="datetime-local" value={to} onInput={setTo} />
      <FormEnd form={form} label={maintenance.add} />
    </form>
  )
}

/** Enters a silence. */
export function SilenceForm({ onDone }: { onDone: () => void }) {
  const { client } = useConsole()
  const { words, zone } = useSpeech()
  const { maintenance } = words
  const [match, setMatch] = useState(asked)
  const [comment, setComment] = useState('')
  const [to, setTo] = useState(() => inputOf(Date.now() + DAY_MS, zone))
  const form = useForm(onDone)
  const place = useAnchor<HTMLFormElement>('silence')
  const submit = form.submit(match !== '' && comment !== '' && to !== '', async (by) => {
    await client.addSilence({ match: globsOf(match), comment, to: momentOfInput(to, zone), by })
    setMatch('')
    setComment('')
    return ''
  })
  return (
    <form id="silence" ref={place} class="panel actions is-wide" onSubmit={submit}>
      <h2>{maintenance.addSilence}</h2>
      <Field label={maintenance.match} hint={maintenance.matchHint} value={match} onInput={setMatch} />
      <Field label={maintenance.why} value={comment} onInput={setComment} />
      <Field label={maintenance.until} type="datetime-local" value={to} onInput={setTo} />
      <FormEnd form={form} label={maintenance.addSilence} />
    </form>
  )
}
