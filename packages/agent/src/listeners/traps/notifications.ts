/** Names of notifications and of the values that they carry, from the standard MIBs and those of Net-SNMP and APC. */

/**
 * What a notification means to us. `restart`, `link-down`, `link-up` and the two of the UPS have what they concern
 * checked at once; all of them are context for an incident.
 */
export type Effect = 'link-down' | 'link-up' | 'restart' | 'auth' | 'ups-on-battery' | 'ups-back'

export interface Notification {
  readonly name: string
  readonly effect?: Effect
}

/** By OID, as SNMPv2 has it. */
export const notifications: Readonly<Record<string, Notification>> = {
  // SNMPv2-MIB (RFC 3418), IF-MIB (RFC 2863)
  '1.3.6.1.6.3.1.1.5.1': { name: 'coldStart', effect: 'restart' },
  '1.3.6.1.6.3.1.1.5.2': { name: 'warmStart', effect: 'restart' },
  '1.3.6.1.6.3.1.1.5.3': { name: 'linkDown', effect: 'link-down' },
  '1.3.6.1.6.3.1.1.5.4': { name: 'linkUp', effect: 'link-up' },
  '1.3.6.1.6.3.1.1.5.5': { name: 'authenticationFailure', effect: 'auth' },
  '1.3.6.1.6.3.1.1.5.6': { name: 'egpNeighborLoss' },
  // UPS-MIB (RFC 1628)
  '1.3.6.1.2.1.33.2.1': { name: 'upsTrapOnBattery', effect: 'ups-on-battery' },
  '1.3.6.1.2.1.33.2.2': { name: 'upsTrapTestCompleted' },
  '1.3.6.1.2.1.33.2.3': { name: 'upsTrapAlarmEntryAdded' },
  '1.3.6.1.2.1.33.2.4': { name: 'upsTrapAlarmEntryRemoved' },
  // BGP4-MIB (RFC 4273 and its predecessor), RMON-MIB, BRIDGE-MIB, ENTITY-MIB, VRRP-MIB, OSPF-TRAP-MIB
  '1.3.6.1.2.1.15.0.1': { name: 'bgpEstablishedNotification' },
  '1.3.6.1.2.1.15.0.2': { name: 'bgpBackwardTransNotification' },
  '1.3.6.1.2.1.15.7.1': { name: 'bgpEstablished' },
  '1.3.6.1.2.1.15.7.2': { name: 'bgpBackwardTransition' },
  '1.3.6.1.2.1.16.0.1': { name: 'risingAlarm' },
  '1.3.6.1.2.1.16.0.2': { name: 'fallingAlarm' },
  '1.3.6.1.2.1.17.0.1': { name: 'newRoot' },
  '1.3.6.1.2.1.17.0.2': { name: 'topologyChange' },
  '1.3.6.1.2.1.47.2.0.1': { name: 'entConfigChange' },
  '1.3.6.1.2.1.68.0.1': { name: 'vrrpTrapNewMaster' },
  '1.3.6.1.2.1.68.0.2': { name: 'vrrpTrapAuthFailure' },
  '1.3.6.1.2.1.14.16.2.1': { name: 'ospfVirtIfStateChange' },
  '1.3.6.1.2.1.14.16.2.2': { name: 'ospfNbrStateChange' },
  '1.3.6.1.2.1.14.16.2.16': { name: 'ospfIfStateChange' },
  // DISMAN-EVENT-MIB (RFC 2981)
  '1.3.6.1.2.1.88.2.0.1': { name: 'mteTriggerFired' },
  '1.3.6.1.2.1.88.2.0.2': { name: 'mteTriggerRising' },
  '1.3.6.1.2.1.88.2.0.3': { name: 'mteTriggerFalling' },
  '1.3.6.1.2.1.88.2.0.4': { name: 'mteTriggerFailure' },
  '1.3.6.1.2.1.88.2.0.5': { name: 'mteEventSetFailure' },
  // LLDP-MIB (IEEE 802.1AB)
  '1.0.8802.1.1.2.0.0.1': { name: 'lldpRemTablesChange' },
  // NET-SNMP-AGENT-MIB
  '1.3.6.1.4.1.8072.4.0.1': { name: 'nsNotifyStart', effect: 'restart' },
  '1.3.6.1.4.1.8072.4.0.2': { name: 'nsNotifyShutdown' },
  '1.3.6.1.4.1.8072.4.0.3': { name: 'nsNotifyRestart', effect: 'restart' },
  // CISCO-CONFIG-MAN-MIB, OLD-CISCO-TS-MIB
  '1.3.6.1.4.1.9.9.43.2.0.1': { name: 'ciscoConfigManEvent' },
  '1.3.6.1.4.1.9.0.0': { name: 'reload', effect: 'restart' },
  '1.3.6.1.4.1.9.0.1': { name: 'tcpConnectionClose' },
  // PowerNet-MIB (APC)
  '1.3.6.1.4.1.318.0.1': { name: 'communicationLost' },
  '1.3.6.1.4.1.318.0.2': { name: 'upsOverload' },
  '1.3.6.1.4.1.318.0.3': { name: 'upsDiagnosticsFailed' },
  '1.3.6.1.4.1.318.0.4': { name: 'upsDischarged' },
  '1.3.6.1.4.1.318.0.5': { name: 'upsOnBattery', effect: 'ups-on-battery' },
  '1.3.6.1.4.1.318.0.7': { name: 'lowBattery', effect: 'ups-on-battery' },
  '1.3.6.1.4.1.318.0.8': { name: 'communicationEstablished' },
  '1.3.6.1.4.1.318.0.9': { name: 'powerRestored', effect: 'ups-back' },
}

/** A value of a notification: its field, and the one type that the field always has. */
export interface NamedValue {
  readonly name: string
  readonly type: 'integer' | 'string'
}

const integer = (name: string): NamedValue => ({ name, type: 'integer' })
const string = (name: string): NamedValue => ({ name, type: 'string' })

/** By the OID of the object, without its instance. */
export const values: Readonly<Record<string, NamedValue>> = {
  '1.3.6.1.6.3.1.1.4.3': string('snmpTrapEnterprise'),
  '1.3.6.1.2.1.2.2.1.1': integer('ifIndex'),
  '1.3.6.1.2.1.2.2.1.2': string('ifDescr'),
  '1.3.6.1.2.1.2.2.1.3': integer('ifType'),
  '1.3.6.1.2.1.2.2.1.7': integer('ifAdminStatus'),
  '1.3.6.1.2.1.2.2.1.8': integer('ifOperStatus'),
  '1.3.6.1.2.1.31.1.1.1.1': string('ifName'),
  '1.3.6.1.2.1.31.1.1.1.18': string('ifAlias'),
  '1.3.6.1.2.1.33.1.2.2': integer('upsSecondsOnBattery'),
  '1.3.6.1.2.1.33.1.2.3': integer('upsEstimatedMinutesRemaining'),
  '1.3.6.1.2.1.33.1.6.2.1.1': integer('upsAlarmId'),
  '1.3.6.1.2.1.33.1.6.2.1.2': string('upsAlarmDescr'),
  '1.3.6.1.2.1.33.1.9.7': integer('upsConfigLowBattTime'),
  '1.3.6.1.2.1.14.1.1': string('ospfRouterId'),
  '1.3.6.1.2.1.14.10.1.1': string('ospfNbrIpAddr'),
  '1.3.6.1.2.1.14.10.1.6': integer('ospfNbrState'),
  '1.3.6.1.2.1.15.3.1.2': integer('bgpPeerState'),
  '1.3.6.1.2.1.15.3.1.7': string('bgpPeerRemoteAddr'),
  '1.3.6.1.2.1.88.2.1.1': string('mteHotTrigger'),
  '1.3.6.1.2.1.88.2.1.4': string('mteHotOID'),
  '1.3.6.1.2.1.88.2.1.5': integer('mteHotValue'),
  '1.0.8802.1.1.2.1.2.2': integer('lldpStatsRemTablesInserts'),
  '1.0.8802.1.1.2.1.2.3': integer('lldpStatsRemTablesDeletes'),
  '1.0.8802.1.1.2.1.2.4': integer('lldpStatsRemTablesDrops'),
  '1.0.8802.1.1.2.1.2.5': integer('lldpStatsRemTablesAgeouts'),
  '1.3.6.1.4.1.9.2.2.1.1.20': string('locIfReason'),
  '1.3.6.1.4.1.318.2.3.3': string('mtrapargsString'),
}

/** What alarms of a UPS are called, by the OID that upsAlarmDescr points to (RFC 1628 §2.12). */
export const upsAlarms: Readonly<Record<string, string>> = {
  '1.3.6.1.2.1.33.1.6.3.1': 'upsAlarmBatteryBad',
  '1.3.6.1.2.1.33.1.6.3.2': 'upsAlarmOnBattery',
  '1.3.6.1.2.1.33.1.6.3.3': 'upsAlarmLowBattery',
  '1.3.6.1.2.1.33.1.6.3.4': 'upsAlarmDepletedBattery',
  '1.3.6.1.2.1.33.1.6.3.5': 'upsAlarmTempBad',
  '1.3.6.1.2.1.33.1.6.3.6': 'upsAlarmInputBad',
  '1.3.6.1.2.1.33.1.6.3.7': 'upsAlarmOutputBad',
  '1.3.6.1.2.1.33.1.6.3.8': 'upsAlarmOutputOverload',
  '1.3.6.1.2.1.33.1.6.3.9': 'upsAlarmOnBypass',
}
