import { readFileSync } from 'node:fs'
import { cpus, loadavg, uptime } from 'node:os'
import type { Clock } from '@vonggac/model'
import type { Measured } from '../../probe.ts'
import { containerLimits } from './cgroup.ts'
import { type CpuTimes, cpuPoints, parseProcStat } from './cpu.ts'
import { createDiskSampler, type DiskSample } from './disk.ts'
import { diskIoPoints } from './disk-io.ts'
import { memoryPoints, parseVmstat } from './memory.ts'
import { type Mount, parseMountinfo } from './mounts.ts'
import { netPoints } from './net.ts'
import { createOsFacts } from './os-facts.ts'
import { processesPoint, readProcesses } from './processes.ts'
import type { HostSample, HostSampler } from './sampler.ts'
import { parseUtmp, systemPoint } from './system.ts'

/** The list of mounts is read again after this, ms. */
const MOUNTS_MS = 600_000
/** Without an earlier sample, CPU use is measured over this, ms. */
const FIRST_CPU_MS = 250

/** IFF_UP and IFF_LOOPBACK of netdevice(7). */
const IFF_UP = 0x1
const IFF_LOOPBACK = 0x8

/** Reads /proc, /sys and statfs(2), starting no program. What systeminformation would start programs for is read here. */
export function createLinuxSampler(clock: Clock): HostSampler {
  const disks = createDiskSampler(clock)
  const osFacts = createOsFacts(clock)
  let lastCpu: Map<string, CpuTimes> | undefined
  let mounts: { readonly list: readonly Mount[]; readonly readMs: number } | undefined

  const cpu = async (signal: AbortSignal): Promise<Measured[]> => {
    const before = lastCpu ?? parseProcStat(read('/proc/stat') ?? '')
    if (!lastCpu) await clock.sleep(FIRST_CPU_MS, signal)
    lastCpu = parseProcStat(read('/proc/stat') ?? '')
    return cpuPoints(before, lastCpu)
  }
  const disk = (): Promise<DiskSample> => {
    if (!mounts || clock.monotonic() - mounts.readMs > MOUNTS_MS)
      mounts = { list: parseMountinfo(read('/proc/self/mountinfo') ?? ''), readMs: clock.monotonic() }
    return disks.sample(mounts.list)
  }

  return {
    async sample(signal): Promise<HostSample> {
      // First and alone, lest what follows be measured.
      const cpuUse = await cpu(signal)
      const [filled, facts, processes, os] = await Promise.all([disk(), memory(), readProcesses(), osFacts()])
      const limits = containerLimits(read, facts.total)
      const points = [
        ...cpuUse,
        ...memoryPoints(facts, parseVmstat(read('/proc/vmstat') ?? ''), limits.memory),
        ...filled.points,
        ...diskIoPoints(read('/proc/diskstats') ?? ''),
        ...netPoints(read('/proc/net/dev') ?? '', isWorking),
        systemPoint({
          load: loadavg(),
          cpus: cpuCount(lastCpu),
          uptimeS: uptime(),
          users: users(),
          cpuLimit: limits.cores,
          os,
        }),
        processesPoint(processes),
      ]
      return { points, silentDisks: filled.silent }
    },
  }
}

async function memory() {
  const { mem } = await import('systeminformation')
  return mem()
}

/** Without `cpu-total`; `os.cpus` reads and parses as much as half of this probe. */
const cpuCount = (times: ReadonlyMap<string, CpuTimes> | undefined) =>
  times && times.size > 1 ? times.size - 1 : cpus().length

function isWorking(name: string): boolean {
  const flags = Number(read(`/sys/class/net/${name}/flags`))
  return (flags & IFF_UP) !== 0 && (flags & IFF_LOOPBACK) === 0
}

function users() {
  try {
    return parseUtmp(readFileSync('/var/run/utmp'))
  } catch {
    return undefined
  }
}

/** These files are made by the kernel as they are read, in microseconds: a thread to wait for them would cost more. */
function read(path: string): string | undefined {
  try {
    return readFileSync(path, 'latin1')
  } catch {
    return undefined
  }
}
