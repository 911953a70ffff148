import type { Check, Name } from '@vonggac/model'
import { type Config, hubOf, type MaintenanceConfig } from '@vonggac/model/inventory'
import type { ConfigNote } from '../api-config-types.ts'

/** Places that a note names; the others are counted. */
const MAX_PLACES = 20

/** What a configuration that is right says, and that is perhaps not meant so. `now`: Unix ms. Pure. */
export function notesOf(config: Config, checks: readonly Check[], now: number): ConfigNote[] {
  const watched = new Set(checks.map(({ node }) => node))
  const units = config.sites.filter(({ kind }) => kind !== 'hub')
  const found = [
    note('no-hub', hubOf(config) ? [] : ['agents'], {
      vi: 'Không tác tử nào có `hub: true`: các tác tử chỉ tự đo chính mình.',
      en: 'No agent has `hub: true`: agents watch only themselves.',
    }),
    note('nobody-told', config.oncall.channels.length > 0 ? [] : ['oncall.channels'], {
      vi: 'Không có kênh báo tin nào: khi có sự cố không ai được báo.',
      en: 'There is no channel: nobody is told of an incident.',
    }),
    note(
      'no-address',
      config.oncall.people
        .filter(({ phone, email, telegram, zalo }) => !(phone || email || telegram || zalo))
        .map(({ id }) => `oncall.people.${id}`),
      {
        vi: 'Người không có số điện thoại, thư điện tử, Telegram hay Zalo nên không thể báo được.',
        en: 'People with neither telephone nor e-mail nor Telegram nor Zalo: they cannot be told.',
      },
    ),
    note(
      'empty-site',
      units.filter(({ links, devices }) => links.length + devices.length === 0).map(({ id }) => `sites.${id}`),
      {
        vi: 'Đơn vị không có đường truyền hay thiết bị nào: không có gì được theo dõi ở đó.',
        en: 'Sites with neither a link nor a device: nothing is watched there.',
      },
    ),
    note(
      'unwatched',
      config.sites.flatMap(({ id: site, links, devices }) => [
        ...links.filter(({ id }) => !watched.has(`${site}/${id}`)).map(({ id }) => `sites.${site}.links.${id}`),
        ...devices
          .filter(({ id, address }) => !watched.has(`${site}/${id}`) && !links.some((one) => one.gateway === address))
          .map(({ id }) => `sites.${site}.devices.${id}`),
      ]),
      {
        vi: 'Thiết bị hoặc đường truyền không có phép kiểm tra nào.',
        en: 'Links and devices without any check.',
      },
    ),
    note(
      'no-location',
      units.filter(({ location }) => location === undefined).map(({ id }) => `sites.${id}`),
      {
        vi: 'Đơn vị không có toạ độ: không hiện trên bản đồ.',
        en: 'Sites without coordinates: they are not on the map.',
      },
    ),
    note(
      'switched-off',
      config.checks.filter(({ enabled }) => enabled === false).map(({ match }) => `checks: ${match}`),
      {
        vi: 'Phép kiểm tra bị tắt bằng `enabled: false`.',
        en: 'Checks that are switched off with `enabled: false`.',
      },
    ),
    note(
      'over',
      config.alerts.maintenance
        .filter((window) => endOf(window) < now - DAY_MS)
        .map(({ id }) => `alerts.maintenance.${id}`),
      {
        vi: 'Lịch bảo trì đã qua; có thể xoá khỏi cấu hình.',
        en: 'Maintenance that is over; it can be taken out.',
      },
    ),
    note('no-url', config.collector.url === undefined ? ['collector.url'] : [], {
      vi: 'Chưa khai báo địa chỉ của trang này: đường dẫn trong tin báo có thể không mở được từ máy khác.',
      en: 'The address of these pages is not given: links in messages may not open on other machines.',
    }),
  ]
  return found.filter(({ count }) => count > 0)
}

/** Wall clocks anywhere are less than this apart from UTC. */
const DAY_MS = 86_400_000

/** When a window ends, be it on clocks of another zone, Unix ms; `NaN`: one that recurs without an end. */
const endOf = ({ start = '', end, duration = Number.NaN }: MaintenanceConfig): number =>
  end === undefined ? Date.parse(start) + duration : Date.parse(end)

const note = (id: string, places: readonly string[], text: Name): ConfigNote => ({
  id,
  text,
  places: places.slice(0, MAX_PLACES),
  count: places.length,
})
