/** What kinds of checks measure, the usual first; the others measure what they are called. */
const MEASURED: Readonly<Record<string, readonly string[]>> = {
  icmp: ['ping'],
  tcp: ['net_response'],
  udp: ['net_response'],
  http: ['http_response', 'http_value'],
  dns: ['dns_query'],
  tls: ['x509_cert'],
  certificate: ['certificate_file'],
  self: ['agent_self', 'agent'],
  host: ['system', 'cpu', 'mem', 'disk', 'swap', 'diskio', 'net', 'processes'],
  snmp: ['snmp', 'interface', 'ups', 'device_cpu', 'device_memory', 'device_storage', 'sensor'],
}

/** The measurements of a kind of check, the usual first. */
export const measuredBy = (kind: string): readonly string[] => MEASURED[kind] ?? [kind.replaceAll('-', '_')]

/** Whether a check of this kind may give a measurement: not when only other kinds are known to. */
export const mayMeasure = (kind: string, measurement: string): boolean =>
  measuredBy(kind).includes(measurement) || !Object.values(MEASURED).some((all) => all.includes(measurement))
