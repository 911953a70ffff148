import type { Incident, Message } from '../contract.ts'

/** An incident as the engine gives it: a cut link at 02:03 in Việt Nam. */
export const incident: Incident = {
  id: 'tam-ky.vnpt-mws7ijyo',
  node: 'tam-ky/vnpt',
  site: 'tam-ky',
  cause: 'link',
  severity: 'critical',
  title: {
    vi: 'Mất kết nối: đường truyền VNPT – UBND thành phố Tam Kỳ',
    en: "Link down: VNPT link – Tam Kỳ City People's Committee",
  },
  since: Date.UTC(2026, 10, 22, 19, 3, 12),
  openedAt: Date.UTC(2026, 10, 22, 19, 3, 16),
  resolvedAt: null,
  members: ['tam-ky/vnpt/icmp@hub'],
}

/** A message about it. */
export const message: Message = {
  kind: 'opened',
  incident,
  subject: 'NGHIÊM TRỌNG: Mất kết nối <Tam Kỳ> / CRITICAL: Link down',
  text: 'NGHIÊM TRỌNG: Mất kết nối <Tam Kỳ>\nXem chi tiết: https://vonggac.example/i/1?a=1&b=2\n--\nCRITICAL: Link down\n',
  link: 'https://vonggac.example/i/1?a=1&b=2',
}
