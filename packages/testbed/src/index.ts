/** A simulated province on loopback: real SNMP and TCP on 127.33.N.x, ICMP by the kernel, links that can be cut. */
export { type Authority, createAuthority, type Issued, type Wanted } from './authority.ts'
export { type SimulatedDevice, type SimulatedInterface, simulatedDevices } from './devices.ts'
export { type Zone, zoneOf } from './dns/zone.ts'
export { answerCall, H323_PORT } from './h323.ts'
export {
  DEMO_COMMUNITY,
  DEMO_COMMUNITY_ENV,
  DEMO_PASSWORD,
  DEMO_PASSWORD_ENV,
  type LoopbackOptions,
  onLoopback,
} from './loopback.ts'
export { NeedsPrivilege, routesByCommand } from './routes.ts'
export { webAddresses } from './servers-of.ts'
export { answerOptions, SIP_PORT } from './sip.ts'
export { type LinkState, startTestbed, type Testbed, type TestbedOptions } from './testbed.ts'
