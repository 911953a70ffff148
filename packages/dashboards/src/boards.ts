import type { Language, TextKey } from './text.ts'

/** What is known of a board before it is built: its place among the others, and how it is looked at. */
export interface Board {
  readonly title: TextKey
  readonly description: TextKey
  /** What somebody who opens it wants to know; for the guide beside the files. */
  readonly question: string
  /** The range that it opens with, up to now. */
  readonly range: string
  /** How often it asks again. */
  readonly refresh: string
  /** Whether points are chosen by the range shown (`$retention`): not for what is kept raw only. */
  readonly rollups: boolean
}

/**
 * Every board once, in the order in which they are listed. `build.ts` has a builder for each, which the compiler sees to; titles,
 * links between boards and the guide come from here. A name is the stem of the uid and stays for ever.
 */
export const boards = {
  wan: {
    title: 'wanTitle',
    description: 'wanDescription',
    question: 'who is cut off, who is slow, whose provider it is',
    range: 'now-3h',
    refresh: '30s',
    rollups: true,
  },
  site: {
    title: 'siteTitle',
    description: 'siteDescription',
    question: 'one unit: links, interfaces, endpoints, every check',
    range: 'now-3h',
    refresh: '30s',
    rollups: true,
  },
  link: {
    title: 'linkTitle',
    description: 'linkDescription',
    question: 'one link against its own contract: state, quality, traffic, way, incidents',
    range: 'now-6h',
    refresh: '30s',
    rollups: true,
  },
  providers: {
    title: 'providersTitle',
    description: 'providersDescription',
    question: 'who sells the better links: availability, outages, loss, latency, the worst links',
    range: 'now-24h',
    refresh: '5m',
    rollups: true,
  },
  services: {
    title: 'servicesTitle',
    description: 'servicesDescription',
    question: 'whether what people use works, and whether sites are ready for a conference',
    range: 'now-24h',
    refresh: '30s',
    rollups: true,
  },
  servers: {
    title: 'serversTitle',
    description: 'serversDescription',
    question: 'CPU, memory, disks, network of the servers with an agent',
    range: 'now-3h',
    refresh: '30s',
    rollups: true,
  },
  incidents: {
    title: 'incidentsTitle',
    description: 'incidentsDescription',
    question: 'what is open, what happened, why, how often, for how long, and who had it',
    range: 'now-7d',
    refresh: '30s',
    rollups: false,
  },
  wall: {
    title: 'wallTitle',
    description: 'wallDescription',
    question: 'for a screen on the wall: all sites, what is open, who is on call',
    range: 'now-1h',
    refresh: '10s',
    rollups: false,
  },
  device: {
    title: 'deviceTitle',
    description: 'deviceDescription',
    question:
      'interfaces of routers and switches: traffic, errors, states; CPU, memory, sensors, restarts of the devices',
    range: 'now-6h',
    refresh: '1m',
    rollups: true,
  },
  power: {
    title: 'powerTitle',
    description: 'powerDescription',
    question: 'which sites live on their batteries and how long they last, where it gets too warm',
    range: 'now-24h',
    refresh: '1m',
    rollups: true,
  },
  certificates: {
    title: 'certTitle',
    description: 'certDescription',
    question: 'which certificates end first, which cannot be trusted, servers and files',
    range: 'now-7d',
    refresh: '5m',
    rollups: true,
  },
  mail: {
    title: 'mailTitle',
    description: 'mailDescription',
    question:
      'whether mail arrives and how long it takes, servers by phase, queues, records of the domains, blocklists',
    range: 'now-6h',
    refresh: '1m',
    rollups: true,
  },
  web: {
    title: 'webTitle',
    description: 'webDescription',
    question: 'whether pages answer and how fast, journeys step by step, figures that applications count',
    range: 'now-6h',
    refresh: '1m',
    rollups: true,
  },
  conferencing: {
    title: 'confTitle',
    description: 'confDescription',
    question: 'how people would see and hear each other, whether systems answer calls, readiness before meetings',
    range: 'now-6h',
    refresh: '1m',
    rollups: true,
  },
  agents: {
    title: 'agentsTitle',
    description: 'agentsDescription',
    question: 'whether the watch itself keeps watch',
    range: 'now-3h',
    refresh: '30s',
    rollups: true,
  },
} as const satisfies Record<string, Board>

export type BoardName = keyof typeof boards

export const boardNames = Object.keys(boards) as readonly BoardName[]

/** Stable for ever: bookmarks and links of other systems hold on to it. */
export const uidOf = (name: BoardName, language: Language): string => `vonggac-${name}-${language}`

/** Carried by every board of a language: what the list of boards goes by. */
export const tagOf = (language: Language): string => `vonggac-${language}`
