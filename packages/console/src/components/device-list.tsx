import type { DeviceStatus } from '../api/document.ts'
import { useSpeech } from '../context.ts'
import { lookOf, StateIcon } from './state-icon.tsx'

/** The devices of a site, each with its verdict. */
export function DeviceList({ devices }: { devices: readonly DeviceStatus[] }) {
  const { words } = useSpeech()
  if (devices.length === 0) return <p class="muted">{words.noDevices}</p>
  return (
    <ul class="devices">
      {devices.map((device) => (
        <li key={device.id} class={`is-${lookOf[device.status]}`}>
          <StateIcon look={lookOf[device.status]} label={words.statuses[device.status]} />
          <span>
            <strong>{device.id}</strong> <span class="muted">{words.deviceRoles[device.role] ?? device.role}</span>
            <br />
            <code>{device.address}</code>
          </span>
        </li>
      ))}
    </ul>
  )
}
