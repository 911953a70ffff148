import { agents } from './texts/agents.ts'
import { certificates } from './texts/certificates.ts'
import { checks } from './texts/checks.ts'
import { conferencing } from './texts/conferencing.ts'
import { device } from './texts/device.ts'
import { frame } from './texts/frame.ts'
import { incidents } from './texts/incidents.ts'
import { link } from './texts/link.ts'
import { mail } from './texts/mail.ts'
import { nothing } from './texts/nothing.ts'
import { power } from './texts/power.ts'
import { servers } from './texts/servers.ts'
import { services } from './texts/services.ts'
import { site } from './texts/site.ts'
import { wall } from './texts/wall.ts'
import { wan } from './texts/wan.ts'
import { web } from './texts/web.ts'

/** Every text of the dashboards, in both languages. */
export const texts = {
  ...frame,
  ...wan,
  ...site,
  ...servers,
  ...services,
  ...agents,
  ...incidents,
  ...link,
  ...wall,
  ...nothing,
  ...checks,
  ...device,
  ...power,
  ...certificates,
  ...mail,
  ...web,
  ...conferencing,
} as const
