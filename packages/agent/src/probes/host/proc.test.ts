import { expect, test } from 'vitest'
import { containerLimits } from './cgroup.ts'
import { cpuPoints, parseProcStat } from './cpu.ts'
import { diskIoPoints } from './disk-io.ts'
import { memoryPoints, parseVmstat } from './memory.ts'
import { parseMountinfo } from './mounts.ts'
import { netPoints } from './net.ts'
import { parsePidStat, processesPoint } from './processes.ts'
import { parseUtmp, systemPoint } from './system.ts'

const stat = (total: string, first: string) => parseProcStat(`cpu  ${total}\ncpu0 ${first}\nintr 1 2 3\nctxt 5\n`)

test('cpu: shares of the time between two samples; guests count once', () => {
  const points = cpuPoints(
    stat('100 10 50 800 20 5 5 10 40 5', '0 0 0 0 0 0 0 0 0 0'),
    stat('150 15 70 900 25 6 8 16 60 8', '0 0 0 0'),
  )
  expect(points).toEqual([
    {
      measurement: 'cpu',
      tags: { cpu: 'cpu-total' },
      fields: {
        usage_user: 15.789,
        usage_nice: 1.053,
        usage_system: 10.526,
        usage_idle: 52.632,
        usage_iowait: 2.632,
        usage_irq: 0.526,
        usage_softirq: 1.579,
        usage_steal: 3.158,
        usage_guest: 10.526,
        usage_guest_nice: 1.579,
        usage_active: 47.368,
      },
    },
  ])
})

test('cpu: a processor that went away or came back has no point', () => {
  const full = stat('10 0 0 90 0 0 0 0 0 0', '10 0 0 90 0 0 0 0 0 0')
  expect(cpuPoints(new Map(), full)).toEqual([])
  expect(cpuPoints(full, stat('5 0 0 10 0 0 0 0 0 0', '5 0 0 10 0 0 0 0 0 0'))).toEqual([])
  expect(parseProcStat('garbage\ncpu x y z').size).toBe(0)
})

test('diskio: sectors become bytes; unused devices and loops are left out', () => {
  const text = ` 259       0 nvme0n1 100 5 2000 30 200 6 4000 60 1 70 90 0 0 0 0 7 8
 259       1 nvme0n1p1 0 0 0 0 0 0 0 0 0 0 0
   7       0 loop0 9 9 9 9 9 9 9 9 9 9 9
garbage`
  expect(diskIoPoints(text)).toEqual([
    {
      measurement: 'diskio',
      tags: { name: 'nvme0n1' },
      fields: {
        reads: 100n,
        writes: 200n,
        read_bytes: 1_024_000n,
        write_bytes: 2_048_000n,
        read_time: 30n,
        write_time: 60n,
        io_time: 70n,
        weighted_io_time: 90n,
        iops_in_progress: 1n,
        merged_reads: 5n,
        merged_writes: 6n,
      },
    },
  ])
})

test('net: counters beyond 2^53 are exact, and only wanted interfaces are there', () => {
  const text = `Inter-|   Receive                                                |  Transmit
 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed
    lo: 3584985    5665    0    0    0     0          0         0  3584985    5665    0    0    0     0       0          0
  eth0:18446744073709551615 2 3 4 0 0 0 0 9007199254740993 6 7 8 0 0 0 0
`
  const [point, ...others] = netPoints(text, (name) => name !== 'lo')
  expect(others).toEqual([])
  expect(point).toMatchObject({
    measurement: 'net',
    tags: { interface: 'eth0' },
    fields: {
      bytes_recv: { value: 18446744073709551615n },
      packets_recv: 2n,
      err_in: 3n,
      drop_in: 4n,
      bytes_sent: 9007199254740993n,
      packets_sent: 6n,
      err_out: 7n,
      drop_out: 8n,
    },
  })
})

test('mounts: devices once, remote ones, the root whatever it is; no pseudo file systems and no images', () => {
  const text = `22 27 0:21 / /proc rw,relatime - proc proc rw
27 1 254:0 / / rw,relatime - ext4 /dev/vda rw
30 27 254:0 /srv /srv/bind rw,relatime - ext4 /dev/vda rw
31 27 8:1 / /var/lib/my\\040data ro,relatime shared:1 - xfs /dev/sda1 ro
32 27 0:50 / /mnt/nfs rw,relatime - nfs4 nas:/export rw
33 27 7:1 / /snap/x ro - squashfs /dev/loop1 ro
34 27 0:24 / /dev/shm rw - tmpfs tmpfs rw
garbage`
  expect(parseMountinfo(text)).toEqual([
    { path: '/', device: 'vda', fstype: 'ext4', mode: 'rw', remote: false },
    { path: '/var/lib/my data', device: 'sda1', fstype: 'xfs', mode: 'ro', remote: false },
    { path: '/mnt/nfs', device: 'nas:/export', fstype: 'nfs4', mode: 'rw', remote: true },
  ])
  expect(parseMountinfo('1 0 0:40 / / rw - overlay overlay rw')).toMatchObject([{ path: '/', device: 'overlay' }])
})

test('processes: a command may contain whatever it likes', () => {
  const line = (command: string, state: string, threads: number) =>
    `77 (${command}) ${state} 1 77 77 0 -1 4194560 1 0 0 0 1 2 3 4 20 0 ${threads} 0 9 9 9`
  expect(parsePidStat(line('a) R (b c', 'S', 3))).toEqual({ state: 'S', threads: 3 })
  expect(parsePidStat('garbage')).toBeUndefined()
  const all = [line('x', 'S', 3), line('y', 'R', 1), line('z', 'Z', 1), line('w', '?', 1)].map(
    (text) => parsePidStat(text)!,
  )
  expect(processesPoint(all).fields).toEqual({
    total: 4n,
    total_threads: 6n,
    running: 1n,
    sleeping: 1n,
    zombies: 1n,
    unknown: 1n,
    blocked: 0n,
    dead: 0n,
    stopped: 0n,
    paging: 0n,
    idle: 0n,
  })
})

test('memory: used is what is not available; a container has its own limit', () => {
  const facts = {
    total: 1_000,
    free: 100,
    available: 400,
    buffers: 10,
    cached: 200,
    slab: 50,
    reclaimable: 30,
    dirty: null,
    writeback: 1,
  }
  const swap = { swaptotal: 200, swapused: 50, swapfree: 150 }
  const [mem, swapPoint] = memoryPoints({ ...facts, ...swap }, { in: 1n, out: 2n }, { limit: 500, used: 125 })
  expect(mem?.fields).toMatchObject({
    total: 1_000n,
    used: 600n,
    used_percent: 60,
    available_percent: 40,
    limit: 500n,
    limit_used: 125n,
    limit_used_percent: 25,
    dirty: 0n,
  })
  expect(swapPoint?.fields).toEqual({ total: 200n, used: 50n, free: 150n, used_percent: 25, in: 1n, out: 2n })
  expect(parseVmstat('pgpgin 5\npswpin 3\npswpout 4\nx 1')).toEqual({ in: 12_288n, out: 16_384n })
  expect(parseVmstat('')).toBeUndefined()
})

test.for([
  [
    'version 2',
    { 'memory.max': '536870912\n', 'memory.current': '1000\n', 'cpu.max': '150000 100000\n' },
    { memory: { limit: 536_870_912, used: 1_000 }, cores: 1.5 },
  ],
  ['version 2 without limits', { 'memory.max': 'max\n', 'memory.current': '1000\n', 'cpu.max': 'max 100000\n' }, {}],
  [
    'version 1',
    {
      'memory/memory.limit_in_bytes': '4096\n',
      'memory/memory.usage_in_bytes': '96\n',
      'cpu/cpu.cfs_quota_us': '50000',
      'cpu/cpu.cfs_period_us': '100000',
    },
    { memory: { limit: 4_096, used: 96 }, cores: 0.5 },
  ],
  [
    'version 1 without limits',
    {
      'memory/memory.limit_in_bytes': '9223372036854771712',
      'memory/memory.usage_in_bytes': '96\n',
      'cpu/cpu.cfs_quota_us': '-1',
      'cpu/cpu.cfs_period_us': '100000',
    },
    {},
  ],
  ['no container', {}, {}],
] as const)('limits of a container: %s', ([, files, expected]) => {
  const read = (path: string) => (files as Record<string, string>)[path.replace('/sys/fs/cgroup/', '')]
  expect(containerLimits(read, 2 ** 34)).toEqual({ memory: undefined, cores: undefined, ...expected })
})

test('system: sessions are counted from utmp', () => {
  const record = (type: number, user: string) => {
    const bytes = Buffer.alloc(384)
    bytes.writeInt16LE(type, 0)
    bytes.write(user, 44)
    return bytes
  }
  const users = parseUtmp(
    Buffer.concat([record(2, 'reboot'), record(7, 'lan'), record(7, 'lan'), record(7, 'minh'), Buffer.alloc(9)]),
  )
  expect(users).toEqual({ sessions: 3, unique: 2 })
  const facts = { load: [0.5, 1, 2], cpus: 4, uptimeS: 99.9, users, cpuLimit: undefined, os: undefined }
  expect(systemPoint(facts).fields).toEqual({
    load1: 0.5,
    load5: 1,
    load15: 2,
    n_cpus: 4n,
    uptime: 99n,
    n_users: 3n,
    n_unique_users: 2n,
  })
})
