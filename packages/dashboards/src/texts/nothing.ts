import type { Name } from '@vonggac/model'

/** What stands in a panel that has nothing to show: the likely reason and the way out. */
export const nothing = {
  noLinks: {
    en: 'No link measured here: does an agent run with `hub: true`, and is this resolution filled yet?',
    vi: 'Chưa có số liệu đường truyền: đã có tác tử `hub: true` chưa, độ phân giải này đã có dữ liệu chưa?',
  },
  noInterfaces: {
    en: 'No interfaces: give the router an `snmp:` credential in the configuration.',
    vi: 'Chưa có cổng mạng: khai báo `snmp:` cho bộ định tuyến trong cấu hình.',
  },
  noEndpoints: { en: 'No devices measured at this site.', vi: 'Đơn vị này chưa có thiết bị được đo.' },
  noPorts: {
    en: 'No TCP ports watched: list them under `tcp:` of a device.',
    vi: 'Chưa giám sát cổng TCP: liệt kê tại `tcp:` của thiết bị.',
  },
  noChecks: { en: 'No results in this time.', vi: 'Không có kết quả trong khoảng thời gian này.' },
  noHosts: {
    en: 'No server reports: does an agent run on it?',
    vi: 'Chưa có máy chủ nào báo cáo: đã cài tác tử chưa?',
  },
  noAgents: {
    en: 'No agent has reported in this time.',
    vi: 'Không có tác tử nào báo cáo trong khoảng thời gian này.',
  },
  noErrors: { en: 'No errors. All is well.', vi: 'Không có lỗi. Mọi thứ đều tốt.' },
} as const satisfies Record<string, Name>
