import type { Profile } from '../profile.ts'
import { addressProblems } from './address-problems.ts'
import { alertProblems } from './alert-problems.ts'
import { loadCalendars } from './calendars.ts'
import { escalationMatchProblems } from './escalation-problems.ts'
import { expandChecks } from './expand-checks.ts'
import { httpProfileProblems, withHttpProfiles } from './http-profile/apply.ts'
import { type HttpProfile, loadHttpProfiles } from './http-profile/load.ts'
import { itemsAt, type Located, lineAndColumn, plain, problemAt, textAt } from './located.ts'
import { maintenanceProblems } from './maintenance-problems.ts'
import { merged } from './merge.ts'
import { gapProblems, oncallProblems } from './oncall-problems.ts'
import { byPlace, type Problem } from './problem.ts'
import { loadProfiles, profileNameProblems } from './profile/load.ts'
import { referenceProblems, type Say } from './references.ts'
import { scheduleProblems } from './schedule-problems.ts'
import type { Calendar } from './schedule-schema.ts'
import { type Config, configSchema } from './schema.ts'
import { schemaProblems } from './schema-problems.ts'
import { serviceProblems } from './service-problems.ts'
import { readSources } from './source.ts'
import { statusPageProblems } from './status-page-problems.ts'
import { topologyOf } from './topology-of.ts'
import { tuningProblems } from './tuning-problems.ts'
import { parseYamlFile } from './yaml-file.ts'

/** A configuration that is right, or everything that is wrong with it. */
export type Loaded =
  | { readonly config: Config; readonly problems: [] }
  | { readonly config: undefined; readonly problems: Problem[] }

/** The kinds of devices that were read with a configuration, as `loadProfiles` reads them. */
export interface KnownDevices {
  readonly profiles: readonly Profile[]
}

/**
 * Reads the `*.yaml` and `*.yml` files of `dir` as one document: lists one after the other in the order of the files'
 * names, maps merged. Never throws, and resolves no secret. With `now` (Unix ms) it also looks whether somebody is on call all
 * through the year after it: what is right today must not keep a program from starting tomorrow.
 */
export function loadConfig(dir: string, { now }: { readonly now?: number } = {}): Loaded & KnownDevices {
  const { files, problems } = readSources(dir)
  const { profiles, problems: ofProfiles } = loadProfiles(dir)
  const { profiles: endpoints, problems: ofEndpoints } = loadHttpProfiles(dir)
  const { calendars, problems: ofCalendars } = loadCalendars(dir)
  const loaded = loadTexts(files, problems, {
    devices: profiles,
    endpoints,
    calendars,
    ...(now !== undefined && { now }),
  })
  const others = [...ofProfiles, ...ofEndpoints, ...ofCalendars]
  return { ...(others.length === 0 ? loaded : failed([...loaded.problems, ...others])), profiles }
}

/** What stands in files of its own: kinds of devices (SNMP) and of endpoints (HTTP), calendars of holidays. */
export interface KnownProfiles {
  readonly devices: readonly Profile[]
  readonly endpoints: readonly HttpProfile[]
  readonly calendars?: readonly Calendar[]
  /** Rotas must be without a gap for a year from here, Unix ms. */
  readonly now?: number
}

/** `loadConfig` for texts that are already in memory. Without `profiles`, those that devices and checks name are not looked up. */
export function loadTexts(
  files: readonly { name: string; text: string }[],
  found: readonly Problem[] = [],
  profiles?: KnownProfiles,
): Loaded {
  const { root, problems, incomplete } = readAll(files, found)
  if (!root) return failed(problems.length > 0 ? problems : files.slice(0, 1).map(emptyFile))
  return judged(root, { problems, incomplete, profiles })
}

/** A configuration that stands inside another document. Profiles and calendars are not looked up. */
export const loadLocated = (root: Located): Loaded =>
  judged(root, { problems: [], incomplete: false, profiles: undefined })

interface Reading {
  readonly problems: readonly Problem[]
  readonly incomplete: boolean
  readonly profiles: KnownProfiles | undefined
}

function judged(root: Located, { problems, incomplete, profiles }: Reading): Loaded {
  const parsed = configSchema.safeParse(withHttpProfiles(plain(root), profiles?.endpoints ?? []))
  const ofSchema = parsed.success ? [] : schemaProblems(configSchema, root, parsed.error.issues)
  // What an unreadable file says is not known: to report references into it would be guessing.
  const between = incomplete
    ? []
    : [
        ...referenceProblems(root),
        ...addressProblems(root),
        ...(profiles ? profileProblems(root, profiles) : []),
        ...ofSchedules(root, profiles?.calendars),
      ]
  const all = [...problems, ...ofSchema, ...between]
  const ofDerived = incomplete ? [] : derivedProblems(root, all)
  if (parsed.success && profiles?.now !== undefined && !all.some(isOfRotas))
    ofDerived.push(...gapProblems(root, withCalendars(parsed.data, profiles.calendars), profiles.now))
  if (parsed.success && all.length + ofDerived.length === 0)
    return { config: withCalendars(parsed.data, profiles?.calendars), problems: [] }
  return failed([...all, ...ofDerived])
}

function ofSchedules(root: Located, calendars: readonly Calendar[] | undefined): Problem[] {
  const problems: Problem[] = []
  const ids = calendars?.map(({ id }) => id)
  const say: Say = (path, message) => void problems.push(problemAt(root, path, message))
  scheduleProblems(root, ids, say)
  oncallProblems(root, ids, say)
  return problems
}

/** What must be right before one can say who is on call. */
const isOfRotas = ({ path }: Problem): boolean => /^(oncall\.rotas|schedules|holidays)\b/.test(path)

/** A calendar of the document takes the place of one in a file. */
const withCalendars = (config: Config, calendars: readonly Calendar[] = []): Config => ({
  ...config,
  holidays: [...config.holidays, ...calendars.filter(({ id }) => !config.holidays.some((own) => own.id === id))],
})

/** All files as one. `incomplete`: one of them says something that is not known. */
function readAll(files: readonly { name: string; text: string }[], found: readonly Problem[]) {
  const problems = [...found]
  let root: Located | undefined
  let incomplete = found.length > 0
  for (const { name, text } of files) {
    const read = parseYamlFile(name, text)
    const other = read.root?.kind === 'map' ? undefined : read.root
    incomplete ||= read.broken || other !== undefined
    for (const problem of read.problems) problems.push(problem)
    if (other) problems.push(topProblem(other))
    else if (read.root) root = root ? merged(root, read.root, clash(problems)) : read.root
  }
  return { root, problems, incomplete }
}

/** Nobody reads more in one go, and a file that is something else altogether has a problem in every line. */
const MAX_PROBLEMS = 500

function failed(problems: Problem[]): Loaded {
  const sorted = problems.sort(byPlace)
  const last = sorted[MAX_PROBLEMS]
  if (!last) return { config: undefined, problems: sorted }
  const rest = { ...last, path: '', message: `${sorted.length - MAX_PROBLEMS} more problems from here on` }
  return { config: undefined, problems: [...sorted.slice(0, MAX_PROBLEMS), rest] }
}

const emptyFile = ({ name }: { name: string }): Problem => ({
  file: name,
  line: 1,
  col: 1,
  path: '',
  message: 'there is nothing in here, nor in any other file; a configuration starts with `sites:`',
})

function topProblem(root: Located): Problem {
  const found = root.kind === 'list' ? 'a list' : 'a text'
  return {
    ...lineAndColumn(root),
    path: '',
    message: `expected keys such as \`sites:\` at the top of the file; found ${found}`,
  }
}

const clash = (problems: Problem[]) => (path: readonly string[], second: Located, first: string) =>
  void problems.push({
    ...lineAndColumn(second),
    path: path.join('.'),
    message: `can only stand once, and already stands at ${first}; keep one`,
  })

/** Whether tunings and services fit can be said as soon as everything is right that checks are derived from. */
function derivedProblems(root: Located, problems: readonly Problem[]): Problem[] {
  const others = [
    'organisation',
    'checks',
    'alerts',
    'oncall',
    'collector',
    'readiness',
    'meetings',
    'meetingCalendars',
  ]
  if (problems.some(({ path }) => !others.includes(path.split(/[.[]/, 1)[0]!))) return []
  const document = Object.entries(plain(root) as Record<string, unknown>)
  const parsed = configSchema.safeParse(Object.fromEntries(document.filter(([key]) => !others.includes(key))))
  if (!parsed.success) return []
  const checks = expandChecks(parsed.data)
  return [
    ...tuningProblems(root, checks),
    ...serviceProblems(root, parsed.data, checks),
    ...maintenanceProblems(root, parsed.data, checks),
    ...statusPageProblems(root, parsed.data),
    ...alertProblems(root, parsed.data, checks),
    ...escalationMatchProblems(root, topologyOf(parsed.data)),
  ]
}

/** Devices and checks that name a profile which nobody has written. */
function profileProblems(root: Located, { devices, endpoints }: KnownProfiles): Problem[] {
  const named = itemsAt(root, 'sites').flatMap((site) =>
    itemsAt(site.node, 'devices', site.path).flatMap(({ node, path }) => {
      const id = textAt(node, 'profile')
      return id === undefined ? [] : [{ root, path: [...path, 'profile'], id }]
    }),
  )
  return [...profileNameProblems(named, devices), ...httpProfileProblems(root, endpoints)]
}
