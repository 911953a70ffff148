import { ConfigError } from '@vonggac/model'
import type { Config } from '@vonggac/model/inventory'
import { type Testbed, webAddresses } from '@vonggac/testbed'
import type { ControlAnswer, ControlRequest } from './control.ts'

/** What the hands of the demo work on. */
export interface Hands {
  readonly config: Config
  readonly testbed: Testbed
  /** Of the console. */
  readonly url: string
}

/** Does what somebody asks of the running demo. Rejects with what is wrong with the target. */
export async function handle(request: ControlRequest, hands: Hands): Promise<ControlAnswer> {
  const { testbed, url } = hands
  const target = request.target ?? ''
  switch (request.do) {
    case 'state':
      return { ok: true, text: JSON.stringify({ url, cut: testbed.state() }) }
    case 'cut':
      await testbed.cut(target)
      return done(`${target} is cut off; the incident follows within 5 s`, url)
    case 'battery':
      testbed.setMains(target, false)
      return done(`${target} has no mains: its UPS is on battery, and an incident follows within a few minutes`, url)
    case 'break':
      testbed.setBroken(addressesOf(target, hands), true)
      return done(`the web pages of ${target} answer 500; the incident follows within two minutes`, url)
    case 'mend':
      await mend(target, hands)
      return done(`${target} is back; the incident ends when its checks have been good for a while`, url)
  }
}

const done = (text: string, url: string): ControlAnswer => ({ ok: true, text: `${text} (${url})` })

/** Undoes everything that was done to a site, a link or a service. */
async function mend(target: string, hands: Hands): Promise<void> {
  const { testbed, config } = hands
  if (config.services.some(({ id }) => id === target)) return testbed.setBroken(addressesOf(target, hands), false)
  await testbed.mend(target)
  const hasUps = config.sites.some(({ id, devices }) => id === target && devices.some(({ role }) => role === 'ups'))
  if (hasUps) testbed.setMains(target, true)
}

/** The machines that the web checks of a service look at. */
function addressesOf(target: string, { config }: Hands): string[] {
  const service = config.services.find(({ id }) => id === target)
  const addresses = service ? webAddresses(service.checks) : []
  if (addresses.length > 0) return addresses
  const known = config.services.filter(({ checks }) => webAddresses(checks).length > 0).map(({ id }) => id)
  throw new ConfigError(
    `there is no service \`${target}\` with a web page in the demo; there are: ${known.join(', ') || 'none'}`,
  )
}
