import { formatDuration, type Name } from '@vonggac/model'

/** Something that is wrong with the collector itself, in words for people. */
export interface Fault {
  /** Of what: `@collector/store`. The same for as long as it lasts. */
  readonly id: string
  readonly severity: 'critical' | 'warning'
  readonly title: Name
  /** What follows from it, and what to do. */
  readonly text: Name
  /** The channel that cannot tell of it. */
  readonly channel?: string
}

/** How the collector is, as it was looked at. Unix ms, ms, bytes. */
export interface Readings {
  readonly at: number
  /** Since when the store cannot be written. */
  readonly storeDownSince: number | undefined
  /** Since when alerting has not caught up with the journal, and how many records it is behind. */
  readonly behindSince: number | undefined
  readonly behindRecords: number
  /** How late the last look was: for so long nothing ran at all. */
  readonly stalledMs: number
  /** By how much the clock was set since the last look. */
  readonly clockSetMs: number
  readonly journalDown: boolean
  /** Of the file system with the data directory; `undefined`: not known. */
  readonly disk: { readonly free: number; readonly size: number } | undefined
  /** Levels of escalations that come to nobody now: `network, level 1`. */
  readonly unattended: readonly string[]
  /** Channels that do not deliver. */
  readonly failing: readonly { readonly channel: string; readonly error: string }[]
}

/** A store that is restarted is back by then, ms. */
const STORE_GRACE_MS = 60_000
/** Alerting reads tens of thousands of results a second: to be behind for longer is no burst, ms. */
const BEHIND_MS = 60_000
/** What a busy machine may do to us, ms. Longer, and a page may have come late. */
const STALL_MS = 5_000
/** NTP moves clocks without setting them; whoever sets one by less is forgiven, ms. */
const CLOCK_SET_MS = 5_000
/** Shares of the disk that are left, and bytes above which nobody is called for a share. */
const DISK = { warning: 0.05, critical: 0.01, enough: 5 * 1024 ** 3, little: 256 * 1024 ** 2 }

/** What is wrong now. Pure. */
export function faultsOf(readings: Readings): Fault[] {
  return [
    ...storeFault(readings),
    ...alertingFault(readings),
    ...stallFault(readings),
    ...clockFault(readings),
    ...diskFault(readings),
    ...onCallFault(readings),
    ...readings.failing.map(channelFault),
  ]
}

function storeFault({ at, storeDownSince }: Readings): Fault[] {
  if (storeDownSince === undefined || at - storeDownSince < STORE_GRACE_MS) return []
  return [
    {
      id: '@collector/store',
      severity: 'warning',
      title: { vi: 'Kho dữ liệu không ghi được', en: 'The store cannot be written' },
      text: {
        vi: 'Cảnh báo vẫn hoạt động, số liệu được giữ lại và sẽ ghi sau. Biểu đồ và báo cáo tạm thời thiếu số liệu.',
        en: 'Alerting goes on, measurements are kept and written later. Charts and reports lack them until then.',
      },
    },
  ]
}

function alertingFault({ at, behindSince, behindRecords }: Readings): Fault[] {
  if (behindSince === undefined || at - behindSince < BEHIND_MS) return []
  return [
    {
      id: '@collector/alerting',
      severity: 'critical',
      title: { vi: 'Cảnh báo đang xử lý chậm', en: 'Alerting is behind' },
      text: {
        vi: `Còn ${behindRecords} bản ghi chưa được xét. Sự cố có thể được báo muộn.`,
        en: `${behindRecords} records have not been evaluated yet. Incidents may be told late.`,
      },
    },
  ]
}

function stallFault({ stalledMs }: Readings): Fault[] {
  if (stalledMs < STALL_MS) return []
  const long = formatDuration(stalledMs)
  return [
    {
      id: '@collector/stall',
      severity: 'warning',
      title: { vi: `Bộ thu thập đã đứng ${long}`, en: `The collector stood still for ${long}` },
      text: {
        vi: 'Trong thời gian đó không có gì được xét và gửi đi. Kiểm tra CPU, bộ nhớ, đĩa và máy ảo.',
        en: 'Nothing was evaluated or sent meanwhile. Look at CPU, memory, disk and the virtual machine.',
      },
    },
  ]
}

function clockFault({ clockSetMs }: Readings): Fault[] {
  if (Math.abs(clockSetMs) < CLOCK_SET_MS) return []
  const long = formatDuration(Math.abs(clockSetMs))
  const [vi, en] = clockSetMs > 0 ? ['nhanh lên', 'forward'] : ['lùi lại', 'back']
  return [
    {
      id: '@collector/clock',
      severity: 'warning',
      title: {
        vi: `Đồng hồ của bộ thu thập đã nhảy ${vi} ${long}`,
        en: `The collector's clock was set ${en} by ${long}`,
      },
      text: {
        vi: 'Thời điểm trong sự cố và báo cáo có thể sai. Kiểm tra đồng bộ thời gian (NTP).',
        en: 'Times in incidents and reports may be wrong. Look at time synchronisation (NTP).',
      },
    },
  ]
}

function diskFault({ journalDown, disk }: Readings): Fault[] {
  const id = '@collector/disk'
  if (journalDown)
    return [
      {
        id,
        severity: 'critical',
        title: { vi: 'Bộ thu thập không ghi được xuống đĩa', en: 'The collector cannot write to its disk' },
        text: {
          vi: 'Số liệu bị từ chối; các tác tử giữ lại cho đến khi đĩa ghi được.',
          en: 'Measurements are refused; agents keep them until the disk can be written.',
        },
      },
    ]
  if (!disk || disk.size <= 0) return []
  const share = disk.free / disk.size
  const isCritical = disk.free < DISK.little || (share < DISK.critical && disk.free < DISK.enough)
  if (!isCritical && (share >= DISK.warning || disk.free >= DISK.enough)) return []
  const left = `${Math.floor(disk.free / 1024 ** 2)} MiB`
  return [
    {
      id,
      severity: isCritical ? 'critical' : 'warning',
      title: {
        vi: `Đĩa của bộ thu thập sắp đầy: còn ${left}`,
        en: `The collector's disk is nearly full: ${left} left`,
      },
      text: { vi: 'Giải phóng đĩa trước khi số liệu bị từ chối.', en: 'Make room before measurements are refused.' },
    },
  ]
}

function onCallFault({ unattended }: Readings): Fault[] {
  if (unattended.length === 0) return []
  const where = unattended.join('; ')
  return [
    {
      id: '@collector/on-call',
      severity: 'critical',
      title: { vi: `Không có ai trực: ${where}`, en: `Nobody is on call: ${where}` },
      text: {
        vi: 'Sự cố sẽ không đến với ai ở mức này. Thêm người thay ca, hoặc sửa lịch trực.',
        en: 'Incidents come to nobody at this level. Enter somebody who takes over, or mend the rota.',
      },
    },
  ]
}

function channelFault({ channel, error }: Readings['failing'][number]): Fault {
  return {
    id: `@collector/channel/${channel}`,
    severity: 'critical',
    title: { vi: `Kênh thông báo \`${channel}\` không gửi được`, en: `Channel \`${channel}\` does not deliver` },
    text: { vi: `Lỗi: ${error}`, en: `It says: ${error}` },
    channel,
  }
}
