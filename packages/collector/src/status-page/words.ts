import type { PublicState } from '../api-types.ts'

/** The words of the public page. */
const vi = {
  title: 'Tình trạng dịch vụ',
  all: {
    up: 'Tất cả dịch vụ hoạt động bình thường',
    degraded: 'Có dịch vụ hoạt động chậm hoặc chập chờn',
    down: 'Có dịch vụ đang gián đoạn',
    unknown: 'Chưa rõ tình trạng của một số dịch vụ',
    closed: 'Ngoài giờ phục vụ',
    maintenance: 'Có dịch vụ đang được bảo trì',
  } satisfies Record<PublicState, string> as Readonly<Record<PublicState, string>>,
  states: {
    up: 'Bình thường',
    degraded: 'Chậm, chập chờn',
    down: 'Gián đoạn',
    unknown: 'Chưa rõ',
    closed: 'Ngoài giờ',
    maintenance: 'Đang bảo trì',
  } satisfies Record<PublicState, string> as Readonly<Record<PublicState, string>>,
  notices: 'Thông báo',
  planned: 'Sắp tới',
  from: 'Từ',
  to: 'đến',
  work: 'Bảo trì theo kế hoạch',
  services: 'Dịch vụ',
  noServices: 'Trang này chưa có dịch vụ nào.',
  since: (at: string) => `từ ${at}`,
  /** Of the days of which anything is known. */
  available: (percent: string, days: number) => `${percent} % trong ${days} ngày có số liệu`,
  notKnown: 'chưa có số liệu',
  dayGood: 'không gián đoạn',
  dayDown: (length: string) => `gián đoạn ${length}`,
  bars: (name: string, days: number) => `${name}: ${days} ngày qua, mỗi vạch là một ngày`,
  daysAgo: (days: number) => `${days} ngày trước`,
  today: 'hôm nay',
  outages: (count: number) => `Các lần gián đoạn (${count})`,
  still: 'chưa hết',
  made: (at: string) => `Cập nhật lúc ${at}. Tải lại trang để xem tình trạng mới nhất.`,
  other: 'English',
  failed: 'Hiện chưa đọc được tình trạng dịch vụ. Xin thử lại sau ít phút.',
  minutes: (count: number) => `${count} phút`,
  hours: (count: number) => `${count} giờ`,
}

export type PublicWords = typeof vi

const en: PublicWords = {
  title: 'Status of services',
  all: {
    up: 'All services work',
    degraded: 'Some services are slow or unsteady',
    down: 'Some services are down',
    unknown: 'The state of some services is not known',
    closed: 'Outside service hours',
    maintenance: 'Maintenance is under way',
  },
  states: {
    up: 'Works',
    degraded: 'Slow or unsteady',
    down: 'Down',
    unknown: 'Not known',
    closed: 'Outside its hours',
    maintenance: 'Maintenance',
  },
  notices: 'Notices',
  planned: 'Planned',
  from: 'From',
  to: 'to',
  work: 'Planned maintenance',
  services: 'Services',
  noServices: 'There is no service on this page yet.',
  since: (at) => `since ${at}`,
  available: (percent, days) => `${percent} % in ${days === 1 ? '1 day' : `${days} days`} with figures`,
  notKnown: 'no figures yet',
  dayGood: 'no outage',
  dayDown: (length) => `down for ${length}`,
  bars: (name, days) => `${name}: the last ${days} days, a bar each`,
  daysAgo: (days) => `${days} days ago`,
  today: 'today',
  outages: (count) => `Outages (${count})`,
  still: 'not over',
  made: (at) => `As of ${at}. Load the page again for the latest state.`,
  other: 'Tiếng Việt',
  failed: 'The state of the services cannot be read now. Please try again in a few minutes.',
  minutes: (count) => `${count} min`,
  hours: (count) => `${count} h`,
}

export const publicLanguages = ['vi', 'en'] as const
export type PublicLanguage = (typeof publicLanguages)[number]

export const publicWords: Readonly<Record<PublicLanguage, PublicWords>> = { vi, en }
