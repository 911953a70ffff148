const words = (text: string): readonly string[] => text.split(/\s+/)

/** Measurements of ours whose fields are all known, and those fields. Of a slip in a rule the right name can be said. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  check: words('status duration_ms error detail'),
  ping: words(`packets_transmitted packets_received percent_packet_loss minimum_response_ms average_response_ms
    maximum_response_ms standard_deviation_ms percentile50_ms percentile95_ms percentile99_ms jitter_ms jitter_rfc3550_ms
    packets_late packets_duplicate packets_reordered loss_runs loss_run_max own_fault packets_unjudged result_code ttl errors timed_out`),
  cpu: words(`usage_user usage_nice usage_system usage_idle usage_iowait usage_irq usage_softirq usage_steal usage_guest
    usage_guest_nice usage_active`),
  mem: words(`total available available_percent used used_percent free buffered cached slab sreclaimable dirty write_back
    swap_total swap_free limit limit_used limit_used_percent`),
  swap: words('total used free used_percent in out'),
  disk: words('total free used used_percent inodes_total inodes_free inodes_used inodes_used_percent'),
  diskio: words(`reads writes read_bytes write_bytes read_time write_time io_time weighted_io_time iops_in_progress
    merged_reads merged_writes`),
  net: words('bytes_recv packets_recv err_in drop_in bytes_sent packets_sent err_out drop_out'),
  agent:
    words(`spool_records spool_bytes spool_oldest_s dropped refused unsayable late_ms_p95 skipped running checks cpu_pct
    rss_bytes`),
  interface:
    words(`ifIndex ifDescr ifType ifMtu ifSpeed ifPhysAddress ifAdminStatus ifOperStatus ifLastChange ifHighSpeed
    ifPromiscuousMode ifConnectorPresent ifLinkUpDownTrapEnable ifCounterDiscontinuityTime ifInOctets ifInUcastPkts
    ifInNUcastPkts ifInDiscards ifInErrors ifInUnknownProtos ifOutOctets ifOutUcastPkts ifOutNUcastPkts ifOutDiscards
    ifOutErrors ifOutQLen ifInMulticastPkts ifInBroadcastPkts ifOutMulticastPkts ifOutBroadcastPkts ifHCInOctets
    ifHCInUcastPkts ifHCInMulticastPkts ifHCInBroadcastPkts ifHCOutOctets ifHCOutUcastPkts ifHCOutMulticastPkts
    ifHCOutBroadcastPkts`),
}

/** Measurements of ours whose fields follow from profiles, options or answers. */
const OPEN: readonly string[] =
  words(`system processes snmp sensor net_response http_response http_value dns_query x509_cert
  certificate_file timestamp ntp chrony smtp imap pop3 mail_flow mail_flow_hop mail_posture mail_queue mail_queue_reason postfix_queue sip sip_call
  h323 stun stamp stamp_reflector media_quality path traceroute journey journey_step journey_value neighbours agent_self
  agent_traps snmp_trap service readiness ups ups_input ups_output ups_eaton ups_eaton_output device_cpu device_memory device_memory_pool device_storage
  device_load device_module`)

/** Every measurement that probes of ours give. Other clients may send any. */
export const ownMeasurements: readonly string[] = [...Object.keys(FIELDS), ...OPEN]

/** The fields of a measurement; `undefined` where they are not all known. */
export const fieldsOf = (measurement: string): readonly string[] | undefined =>
  Object.hasOwn(FIELDS, measurement) ? FIELDS[measurement] : undefined

/** The least and the most that a field can be; `undefined`: not known. */
export function boundsOf(field: string): { readonly least?: number; readonly most?: number } {
  if (/(^|_)(percent|pct)(_|$)|^usage_/.test(field)) return { least: 0, most: 100 }
  return /(_ms|_s|_bytes|_count)$|^(if(HC)?(In|Out)|packets_|bytes_)/.test(field) ? { least: 0 } : {}
}
