import { type Check, int, type Plan, type Point, type TrapDevice, type TrapListening } from '@vonggac/model'
import type { Listener, ListenerDeps } from '../listener.ts'
import { namesOf } from './profile-names.ts'
import { checksToRun } from './reaction.ts'
import { type ArrivedTrap, type Receiver, type ReceiverOptions, startReceiver } from './receiver.ts'
import { trapPoint, trapText } from './trap-point.ts'
import { readTrap } from './trap-reading.ts'
import { type PreparedUser, prepareUser } from './usm-keys.ts'

/** How often the receiver reports itself, ms. */
const REPORT_MS = 60_000
/**
 * Some devices say that a link is down before their own tables do, and a state that lasts is one that is there again:
 * everything is looked at a second time after this, ms.
 */
const LOOK_AGAIN_MS = 5_500

/** Receives SNMP traps and informs: stores each as `snmp_trap`, and has what it concerns checked at once. */
export const listenForTraps: Listener = async (plan, deps) => {
  const { traps } = plan
  if (!traps) return undefined
  await using stack = new AsyncDisposableStack()
  const look = stack.use(createLooks(deps))
  const react = createReaction(plan, traps, deps, look.now)
  const receiver = stack.use(await startReceiver(optionsOf(plan, traps, deps), { ...deps, heard: react }))
  stack.use(startReports(plan, receiver, deps))
  deps.log.info('traps are received', { at: receiver.address, users: traps.users.length })
  return stack.move()
}

function createReaction(
  plan: Plan,
  traps: TrapListening,
  { emitter, clock }: ListenerDeps,
  look: (check: string) => void,
): (arrived: ArrivedTrap) => void {
  const devicesAt = byAddress(traps.devices)
  const names = namesOf(plan.profiles)
  const checksOf = Map.groupBy(plan.checks, ({ tags }) => tags.site ?? '')
  let sequence = 0
  return ({ trap, version, isInform, sender }) => {
    const reading = readTrap(trap, names)
    // What a proxy sends on is about somebody else; and behind NAT only v1's own word tells who it is.
    const devices = devicesAt.get(sender) ?? devicesAt.get(trap.about ?? '') ?? []
    const heard = { trap, reading, version, isInform, sender, device: devices[0], at: clock.now() }
    emitter.points([trapPoint(heard, { id: plan.agent, sequence: sequence++ })])
    for (const device of devices)
      for (const id of checksToRun(reading.effect, device, checksOf.get(device.site) ?? [])) look(id)
  }
}

function byAddress(devices: readonly TrapDevice[]): Map<string, TrapDevice[]> {
  const all = devices.flatMap((device) => [device.address, ...device.gateways].map((address) => ({ address, device })))
  const grouped = Map.groupBy(all, ({ address }) => address)
  return new Map([...grouped].map(([address, found]) => [address, [...new Set(found.map(({ device }) => device))]]))
}

/** Has checks run at once, and once more when no trap has asked for them for a little while. */
function createLooks({ expedite, clock }: ListenerDeps): Disposable & { readonly now: (check: Check['id']) => void } {
  const again = new Map<string, () => void>()
  return {
    now(check) {
      expedite(check)
      again.get(check)?.()
      const cancel = clock.after(LOOK_AGAIN_MS, () => {
        again.delete(check)
        expedite(check)
      })
      again.set(check, cancel)
    },
    [Symbol.dispose]() {
      for (const cancel of again.values()) cancel()
      again.clear()
    },
  }
}

function startReports({ agent, site }: Plan, receiver: Receiver, { emitter, clock }: ListenerDeps): Disposable {
  let cancel = clock.after(REPORT_MS, function report() {
    const fields = Object.fromEntries(Object.entries(receiver.counts).map(([name, count]) => [name, int(count)]))
    emitter.points([
      {
        measurement: 'agent_traps',
        tags: { agent, site },
        fields: { ...fields, sources: int(receiver.sources) },
        timestamp: clock.now(),
      },
    ])
    cancel = clock.after(REPORT_MS, report)
  })
  return { [Symbol.dispose]: () => cancel() }
}

/** What `listenForTrapsOnly` needs beside its options. */
export type TrapDeps = Pick<ListenerDeps, 'clock' | 'log' | 'secret'>

/** Receives traps from everybody and hands each on as a point and as text for people; nothing is run for them. */
export async function listenForTrapsOnly(
  { listen, users }: Pick<TrapListening, 'listen' | 'users'>,
  deps: TrapDeps,
  print: (point: Point, text: string) => void,
): Promise<Receiver> {
  const plan = { agent: 'here' }
  const traps = { listen, users, communities: [], rate: PRINTED_RATE, burst: PRINTED_RATE, devices: [] }
  let sequence = 0
  return await startReceiver(optionsOf(plan, traps, deps), {
    ...deps,
    heard: ({ trap, version, isInform, sender }) => {
      const heard = {
        trap,
        reading: readTrap(trap),
        version,
        isInform,
        sender,
        device: undefined,
        at: deps.clock.now(),
      }
      print(trapPoint(heard, { id: plan.agent, sequence: sequence++ }), trapText(heard))
    },
  })
}

/** More a second than anybody can read. */
const PRINTED_RATE = 1_000

/** A secret that is not there costs those who need it, and nobody else. */
function optionsOf(plan: Pick<Plan, 'agent'>, traps: TrapListening, { secret, log }: TrapDeps): ReceiverOptions {
  const { listen, rate, burst } = traps
  const communities = traps.communities.flatMap((ref) => {
    try {
      return [secret(ref)]
    } catch (error) {
      log.error('traps with a community are not taken: its secret is not there', { why: (error as Error).message })
      return []
    }
  })
  const users = traps.users.flatMap((user): PreparedUser[] => {
    try {
      const auth = user.auth && { protocol: user.auth.protocol, key: secret(user.auth.key) }
      const priv = user.priv && { protocol: user.priv.protocol, key: secret(user.priv.key) }
      return [prepareUser(user.user, auth, priv)]
    } catch (error) {
      log.error('traps of a user are not taken: his secret is not there', {
        user: user.user,
        why: (error as Error).message,
      })
      return []
    }
  })
  return {
    listen,
    communities: traps.communities.length > 0 ? communities : undefined,
    users,
    rate,
    burst,
    agent: plan.agent,
  }
}
