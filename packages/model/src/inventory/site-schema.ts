import { z } from 'zod'
import { address, bandwidth, id, name, percent, period, port, timezone } from './scalars.ts'

export const linkRoles = ['primary', 'backup'] as const
export const siteKinds = ['hub', 'district', 'department', 'other'] as const

/** A WAN circuit. */
export const linkSchema = z.strictObject({
  id: id.describe('Unique among the links, devices and services of the site.'),
  provider: id.describe('Who sells the circuit: an id under `providers`.'),
  role: z.enum(linkRoles).default('primary'),
  gateway: address.describe('The far end of the circuit, as seen from the hub: what is pinged.'),
  bandwidth: bandwidth.optional().describe('As sold: 50Mbps.'),
  device: id.optional().describe('The router on the site that ends the circuit.'),
  interface: z.string().min(1).optional().describe('Its interface, by ifName. In quotes when it is a number.'),
  sla: z
    .strictObject({
      availability: percent.optional().describe('Per cent of a month.'),
      latency: period.optional().describe('Round trip.'),
      loss: percent.optional().describe('Per cent of packets.'),
    })
    .default({})
    .describe('What the contract promises: availability and loss in per cent, latency as a duration.'),
})

function degrees(name: string, most: number) {
  const error = `expected a ${name} from -${most} to ${most}`
  return z.number({ error }).min(-most, error).max(most, error)
}

export const deviceRoles = [
  'router',
  'switch',
  'firewall',
  'server',
  'conference-endpoint',
  'mcu',
  'ups',
  'other',
] as const

/** A machine on a site. Its role decides what is watched. */
export const deviceSchema = z.strictObject({
  id: id.describe('Unique among the links, devices and services of the site.'),
  name: name.optional(),
  role: z.enum(deviceRoles).describe('Decides what is watched.'),
  address: address.describe('Where the hub reaches it.'),
  snmp: id.optional().describe('The credential to poll it with: an id under `snmp.credentials`.'),
  profile: id.optional().describe('What it is, for what only its maker reports: cisco-ios.'),
  sip: z.boolean().default(false).describe('Whether it answers SIP: it is asked by UDP on port 5060.'),
  h323: z.boolean().default(false).describe('Whether it answers H.323.'),
  behind: id
    .optional()
    .describe(
      'The device of this site that it is reached through: a switch behind the router, a camera behind the switch.',
    ),
  agent: z
    .union([z.boolean(), id], { error: 'expected true, false or the id of an agent' })
    .default(false)
    .describe('Whether an agent runs on it; `true` names the agent after its site.'),
  tcp: z.array(port).default([]).describe('TCP ports that must accept a connection.'),
})

/** A place. */
export const siteSchema = z.strictObject({
  id: id.describe('Begins the ids of everything on it.'),
  name,
  kind: z.enum(siteKinds).default('other'),
  location: z
    .tuple([degrees('latitude', 90), degrees('longitude', 180)], {
      error: 'expected [latitude, longitude], such as [15.5736, 108.4740]',
    })
    .optional()
    .describe('[latitude, longitude] in degrees.'),
  timezone: timezone
    .optional()
    .describe("Whose clocks count for the schedules of what is there; the organisation's unless given."),
  people: z.int().min(0).optional().describe('How many work there: the size of an outage.'),
  links: z.array(linkSchema).default([]).describe('WAN circuits to the hub.'),
  devices: z
    .array(deviceSchema)
    .default([])
    .describe('Routers, servers, conferencing endpoints and what else has an address.'),
})
