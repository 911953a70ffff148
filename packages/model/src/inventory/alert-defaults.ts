import type { FieldRule } from './schema.ts'

const MINUTE_MS = 60_000

const rule = (given: Omit<FieldRule, 'exceptions'>): FieldRule => ({ exceptions: [], ...given })

/**
 * Rules on fields that apply without being written down: what probes measure and do not judge themselves. What a check's
 * status says already (full disks, certificates, sensors, an UPS on battery, queues, clocks) is not said twice.
 */
export const builtInRules: readonly FieldRule[] = [
  rule({
    id: 'memory',
    measurement: 'mem',
    field: 'used_percent',
    above: 95,
    clear: 90,
    for: 10 * MINUTE_MS,
    title: { vi: 'Bộ nhớ sắp hết', en: 'Memory nearly used up' },
  }),
  rule({
    id: 'cpu',
    measurement: 'cpu',
    field: 'usage_idle',
    where: { tags: { cpu: 'cpu-total' } },
    below: 5,
    clear: 15,
    for: 30 * MINUTE_MS,
    title: { vi: 'Bộ xử lý quá tải', en: 'Processors fully used' },
  }),
  rule({
    id: 'disk-full',
    measurement: 'disk',
    field: 'used_percent',
    above: 98,
    clear: 95,
    need: 2,
    of: 3,
    severity: 'critical',
    title: { vi: 'Ổ đĩa đầy', en: 'Disk full' },
  }),
  rule({
    id: 'inodes',
    measurement: 'disk',
    field: 'inodes_used_percent',
    above: 95,
    clear: 90,
    need: 2,
    of: 3,
    title: { vi: 'Hệ thống tệp sắp hết inode', en: 'File system nearly out of inodes' },
  }),
  rule({
    id: 'interface-in-errors',
    measurement: 'interface',
    field: 'ifInErrors',
    rate: 'second',
    above: 1,
    clear: 0.1,
    need: 3,
    of: 5,
    title: { vi: 'Cổng mạng nhận nhiều gói lỗi', en: 'Interface receives damaged packets' },
  }),
  rule({
    id: 'interface-out-errors',
    measurement: 'interface',
    field: 'ifOutErrors',
    rate: 'second',
    above: 1,
    clear: 0.1,
    need: 3,
    of: 5,
    title: { vi: 'Cổng mạng gửi lỗi nhiều gói', en: 'Interface fails to send packets' },
  }),
  rule({
    id: 'device-cpu',
    measurement: 'device_cpu',
    field: 'load_percent',
    above: 95,
    clear: 85,
    for: 30 * MINUTE_MS,
    title: { vi: 'Bộ xử lý của thiết bị quá tải', en: 'Processor of the device fully used' },
  }),
  rule({
    id: 'ups-battery-low',
    measurement: 'ups',
    field: 'battery_charge_percent',
    below: 30,
    clear: 50,
    need: 2,
    of: 3,
    severity: 'critical',
    title: { vi: 'Ắc quy của bộ lưu điện sắp cạn', en: 'UPS battery nearly empty' },
  }),
  rule({
    id: 'agent-drops',
    measurement: 'agent',
    field: 'dropped',
    rate: 'minute',
    above: 0,
    need: 2,
    of: 3,
    title: { vi: 'Tác tử giám sát phải bỏ bớt dữ liệu', en: 'Agent has to throw data away' },
  }),
]
