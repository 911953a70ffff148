/** What devices say over SNMP, as far as dashboards ask for it; the names are those of the profiles. */
export const deviceMeasurements = {
  /** What a device says about itself. */
  snmp: { tags: [], fields: ['sysName', 'sysDescr', 'sysLocation', 'uptime_s'] },
  /** A processor of a device each; profiles name them by different tags. */
  device_cpu: { tags: ['index'], fields: ['load_percent'] },
  /** HOST-RESOURCES-MIB's memories and disks. */
  device_storage: { tags: ['storage'], fields: ['total_bytes', 'used_bytes', 'used_percent'] },
  /** The same of makers' own MIBs. */
  device_memory_pool: { tags: ['pool'], fields: ['total_bytes', 'used_bytes', 'free_bytes', 'used_percent'] },
  /** Any sensor of any profile. `status`: 0 ok, 1 warn, 2 fail, 3 unknown; `status_text` only of those that have states. */
  sensor: { tags: ['sensor', 'type'], fields: ['value', 'status', 'status_text'] },
  /** UPS-MIB, and the makers' own MIBs under the same names; times in seconds. */
  ups: {
    tags: [],
    fields: [
      'on_battery_s',
      'time_left_s',
      'battery_charge_percent',
      'battery_voltage',
      'input_voltage',
      'output_voltage',
      'output_load_percent',
      'alarms',
    ],
  },
  ups_eaton: { tags: [], fields: ['time_left_s', 'battery_charge_percent'] },
  /** A line (phase) each. */
  ups_input: { tags: ['index'], fields: ['voltage', 'frequency', 'current'] },
  ups_output: { tags: ['index'], fields: ['voltage', 'load_percent', 'power_w'] },
  ups_eaton_output: { tags: ['index'], fields: ['voltage', 'load_percent'] },
} as const
