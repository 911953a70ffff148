import { useState } from 'preact/hooks'
import type { ChannelStatus } from '../api/document.ts'
import { useConsole, useSpeech } from '../context.ts'
import { Moment } from './age.tsx'
import { failureText } from './failure-text.ts'
import { Operators, useSignature } from './signature.tsx'
import { TableHead } from './table-head.tsx'

/** The ways to reach people, how each did of late, and a test of each. */
export function ChannelList({ channels, onDone }: { channels: readonly ChannelStatus[]; onDone: () => void }) {
  const { words } = useSpeech()
  const { onCall } = words
  if (channels.length === 0) return <p class="muted readiness-note">{onCall.noChannels}</p>
  return (
    <table class="table">
      <TableHead columns={[onCall.channel, onCall.kind, words.status, onCall.lastDelivered]} actions />
      <tbody>
        {channels.map(({ id, kind, state, delivered_at, error }) => (
          <tr key={id}>
            <th scope="row" data-label={onCall.channel}>
              {id}
            </th>
            <td data-label={onCall.kind}>{kind}</td>
            <td data-label={words.status}>
              {onCall.states[state]} {state === 'failing' && <small class="text-down">{error}</small>}
            </td>
            <td data-label={onCall.lastDelivered}>{delivered_at === null ? '–' : <Moment at={delivered_at} />}</td>
            <td>
              <Operators>
                <TestButton id={id} onDone={onDone} />
              </Operators>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function TestButton({ id, onDone }: { id: string; onDone: () => void }) {
  const { client } = useConsole()
  const { words } = useSpeech()
  const { onCall } = words
  const person = useSignature()
  const [busy, setBusy] = useState(false)
  const [outcome, setOutcome] = useState<{ readonly text: string; readonly good: boolean } | null>(null)
  const test = async () => {
    setBusy(true)
    try {
      const { delivered, error, took_ms } = await client.testChannel(id, person || 'console')
      const text = delivered ? onCall.delivered((took_ms / 1_000).toFixed(1)) : onCall.failed(error ?? '')
      setOutcome({ text, good: delivered })
    } catch (reason) {
      setOutcome({ text: words.actionFailed(failureText(reason, words)), good: false })
    }
    setBusy(false)
    onDone()
  }
  return (
    <>
      <button type="button" class="button is-small" disabled={busy} onClick={() => void test()}>
        {busy ? onCall.testing : onCall.test}
      </button>
      {outcome && (
        <small role="status" class={outcome.good ? 'muted' : 'form-error'}>
          {outcome.text}
        </small>
      )}
    </>
  )
}
