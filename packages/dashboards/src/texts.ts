import { agents } from './texts/agents.ts'
import { frame } from './texts/frame.ts'
import { incidents } from './texts/incidents.ts'
import { link } from './texts/link.ts'
import { nothing } from './texts/nothing.ts'
import { servers } from './texts/servers.ts'
import { services } from './texts/services.ts'
import { site } from './texts/site.ts'
import { wall } from './texts/wall.ts'
import { wan } from './texts/wan.ts'

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
} as const
