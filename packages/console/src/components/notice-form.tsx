import { useState } from 'preact/hooks'
import { useConsole, useSpeech } from '../context.ts'
import { inputOf, momentOfInput } from '../i18n/zoned-input.ts'
import { useResource } from '../state/resource.ts'
import { Choice, Field, FormEnd, useForm } from './form.tsx'

const DAY_MS = 86_400_000
const EMPTY = { vi: '', en: '' }

/** Writes a notice for the public page. What has no English is shown in Vietnamese there. */
export function NoticeForm({ onDone }: { onDone: () => void }) {
  const { client } = useConsole()
  const { words, name } = useSpeech()
  const { notices } = words
  const services = useResource('services', client.services)
  const [title, setTitle] = useState(EMPTY)
  const [text, setText] = useState(EMPTY)
  const [about, setAbout] = useState('')
  const [from, setFrom] = useState(() => inputOf(Date.now()))
  const [to, setTo] = useState(() => inputOf(Date.now() + DAY_MS))
  const form = useForm(onDone)
  const submit = form.submit(title.vi.trim() !== '' && to !== '', async (by) => {
    const both = ({ vi, en }: typeof EMPTY) => ({ vi, en: en.trim() === '' ? vi : en })
    const span = { from: momentOfInput(from), to: momentOfInput(to) }
    await client.addNotice({ title: both(title), text: both(text), services: about === '' ? [] : [about], ...span, by })
    setTitle(EMPTY)
    setText(EMPTY)
    return notices.added
  })
  const options = (services.value ?? []).map((service) => [service.id, name(service.name)] as const)
  return (
    <form class="panel actions is-wide" onSubmit={submit}>
      <h2>{notices.add}</h2>
      <Field label={notices.what} value={title.vi} onInput={(vi) => setTitle({ ...title, vi })} />
      <Field label={notices.text} value={text.vi} onInput={(vi) => setText({ ...text, vi })} />
      <Field label={notices.whatEnglish} value={title.en} onInput={(en) => setTitle({ ...title, en })} />
      <Field label={notices.textEnglish} value={text.en} onInput={(en) => setText({ ...text, en })} />
      <Choice label={notices.about} value={about} options={[['', notices.all], ...options]} onInput={setAbout} />
      <Field label={notices.from} type="datetime-local" value={from} onInput={setFrom} />
      <Field label={notices.to} type="datetime-local" value={to} onInput={setTo} />
      <FormEnd form={form} label={notices.add} />
    </form>
  )
}
