import { type Clock, type Fields, int } from '@vonggac/model'
import type { Measured } from '../../probe.ts'
import { memoryPoints } from './memory.ts'
import { createOsFacts } from './os-facts.ts'
import type { HostSample, HostSampler } from './sampler.ts'
import { systemPoint } from './system.ts'

type Systeminformation = typeof import('systeminformation')

/** Everything through systeminformation, for systems other than Linux. Starts programs: some 70 ms of CPU a sample. */
export function createPortableSampler(clock: Clock): HostSampler {
  const osFacts = createOsFacts(clock)
  return {
    async sample(): Promise<HostSample> {
      const si = await import('systeminformation')
      const [load, mem, disk, diskIo, net, processes, os] = await Promise.all([
        si.currentLoad(),
        si.mem(),
        diskPoints(si),
        diskIoPoint(si),
        netPoints(si),
        processesPoint(si),
        osFacts(),
      ])
      const { uptime } = si.time()
      const { loadavg } = await import('node:os')
      const system = systemPoint({
        load: loadavg(),
        cpus: load.cpus.length,
        uptimeS: uptime,
        users: undefined,
        cpuLimit: undefined,
        os,
      })
      const cpu = [cpuPoint('cpu-total', load), ...load.cpus.map((each, at) => cpuPoint(`cpu${at}`, each))]
      return {
        points: [...cpu, ...memoryPoints(mem, undefined, undefined), ...disk, ...diskIo, ...net, system, processes],
        silentDisks: [],
      }
    },
  }
}

type Load = Awaited<ReturnType<Systeminformation['currentLoad']>>['cpus'][number]
type Shares = Pick<Load, 'load' | 'loadUser' | 'loadSystem' | 'loadNice' | 'loadIdle' | 'loadIrq'>

function cpuPoint(cpu: string, part: Shares | Awaited<ReturnType<Systeminformation['currentLoad']>>): Measured {
  const share = (name: string) => Number((part as unknown as Record<string, number>)[name] ?? 0)
  const load = (name: string) => share(`load${name}`) || share(`currentLoad${name}`)
  const fields: Fields = {
    usage_user: load('User'),
    usage_system: load('System'),
    usage_nice: load('Nice'),
    usage_idle: load('Idle'),
    usage_irq: load('Irq'),
    usage_active: load(''),
  }
  return { measurement: 'cpu', tags: { cpu }, fields }
}

async function diskPoints(si: Systeminformation): Promise<Measured[]> {
  return (await si.fsSize()).map(({ fs, type, size, used, available, mount, rw }) => ({
    measurement: 'disk',
    tags: { path: mount, device: fs.replace(/^\/dev\//, ''), fstype: type, mode: rw === false ? 'ro' : 'rw' },
    fields: {
      total: int(size),
      free: int(available),
      used: int(used),
      used_percent: used + available > 0 ? (100 * used) / (used + available) : 0,
    },
  }))
}

/** systeminformation has the sum over all disks only, and on some systems not even that. */
async function diskIoPoint(si: Systeminformation): Promise<Measured[]> {
  const io = await si.disksIO()
  return io
    ? [{ measurement: 'diskio', tags: { name: 'all' }, fields: { reads: int(io.rIO), writes: int(io.wIO) } }]
    : []
}

async function netPoints(si: Systeminformation): Promise<Measured[]> {
  const interfaces = await si.networkStats('*')
  return interfaces
    .filter(({ iface, operstate }) => operstate === 'up' && !/^lo\d*$/.test(iface))
    .map((each) => ({
      measurement: 'net',
      tags: { interface: each.iface },
      fields: {
        bytes_recv: int(each.rx_bytes),
        err_in: int(each.rx_errors),
        drop_in: int(each.rx_dropped),
        bytes_sent: int(each.tx_bytes),
        err_out: int(each.tx_errors),
        drop_out: int(each.tx_dropped),
      },
    }))
}

async function processesPoint(si: Systeminformation): Promise<Measured> {
  const { all, running, blocked, sleeping, unknown } = await si.processes()
  return {
    measurement: 'processes',
    fields: {
      total: int(all),
      running: int(running),
      blocked: int(blocked),
      sleeping: int(sleeping),
      unknown: int(unknown),
    },
  }
}
