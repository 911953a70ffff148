import { type ServiceState, type Status, serviceRanks, statuses, statusRanks } from '@vonggac/model'
import type { Mapping, Thresholds } from './schema.ts'
import type { Translate } from './text.ts'

/** Okabe and Ito's palette: told apart with every common kind of colour blindness. State never shows by colour alone. */
export const colour = {
  ok: '#009E73',
  warn: '#E69F00',
  fail: '#D55E00',
  unknown: '#9E9E9E',
  blue: '#56B4E9',
  purple: '#CC79A7',
} as const

/** Colours from values: `steps` are lower bounds, rising. */
export const thresholds = (
  base: string,
  ...steps: readonly (readonly [from: number, colour: string])[]
): Thresholds => ({
  mode: 'absolute',
  steps: [{ color: base, value: null }, ...steps.map(([value, color]) => ({ color, value }))],
})

/** Good below `warn`, bad from `fail` on. */
export const rising = ({ warn, fail }: Limits): Thresholds =>
  thresholds(colour.ok, [warn, colour.warn], [fail, colour.fail])

/** Good from `warn` on, bad below `fail`. */
export const falling = ({ warn, fail }: Limits): Thresholds =>
  thresholds(colour.fail, [fail, colour.warn], [warn, colour.ok])

/** Good is above 0; anything else is worth a look. */
export const zeroIsGood = (bad: string = colour.fail): Thresholds => thresholds(colour.ok, [1, bad])

/** Where a value becomes doubtful and where it is bad. */
export interface Limits {
  readonly warn: number
  readonly fail: number
}

/** The field `status` of measurement `check` in words and colours. */
export const statusMapping = (t: Translate): Mapping => ({
  type: 'value',
  options: Object.fromEntries(
    statuses.map((status, index) => [String(index), { text: t(status), color: colour[status], index }]),
  ),
})

/** The same colours for a status as a number. */
export const statusColours = thresholds(colour.ok, [1, colour.warn], [2, colour.fail], [3, colour.unknown])

const statusColour = {
  ok: colour.ok,
  warn: colour.warn,
  fail: colour.fail,
  unknown: colour.unknown,
} satisfies Record<Status, string>

/** The field `rank` of measurement `link_state`. */
export const rankMapping = (t: Translate): Mapping =>
  words(statusRanks.map((status) => [t(status), statusColour[status]]))

/** The same colours for a rank as a number. */
export const rankColours = thresholds(
  statusColour[statusRanks[0]],
  ...statusRanks.slice(1).map((status, below) => [below + 1, statusColour[status]] as const),
)

/** IF-MIB's states of an interface (RFC 2863), and 0 for one that somebody has shut down. */
export const interfaceMapping = (t: Translate): Mapping => ({
  type: 'value',
  options: {
    0: { text: t('shutDown'), color: colour.unknown, index: 7 },
    1: { text: t('up'), color: colour.ok, index: 0 },
    2: { text: t('down'), color: colour.fail, index: 1 },
    3: { text: t('testing'), color: colour.warn, index: 2 },
    4: { text: t('unknown'), color: colour.unknown, index: 3 },
    5: { text: t('dormant'), color: colour.warn, index: 4 },
    6: { text: t('notPresent'), color: colour.unknown, index: 5 },
    7: { text: t('lowerLayerDown'), color: colour.fail, index: 6 },
  },
})

/** The same colours for a state as a number. */
export const stateOfInterface = thresholds(
  colour.unknown,
  [1, colour.ok],
  [2, colour.fail],
  [3, colour.warn],
  [4, colour.unknown],
  [5, colour.warn],
  [6, colour.unknown],
  [7, colour.fail],
)

/** The numbers from 0 on, each with its word and colour. */
export const words = (entries: readonly (readonly [text: string, colour: string])[]): Mapping => ({
  type: 'value',
  options: Object.fromEntries(entries.map(([text, color], index) => [String(index), { text, color, index }])),
})

const serviceColour = {
  up: colour.ok,
  degraded: colour.warn,
  down: colour.fail,
  unknown: colour.unknown,
  closed: colour.unknown,
} satisfies Record<ServiceState, string>

/** The field `rank` of measurement `service`. */
export const serviceMapping = (t: Translate): Mapping =>
  words(serviceRanks.map((state) => [t(state), serviceColour[state]]))

/** The same colours for a rank as a number. */
export const serviceColours = thresholds(
  serviceColour[serviceRanks[0]],
  ...serviceRanks.slice(1).map((state, below) => [below + 1, serviceColour[state]] as const),
)

/** The status of a power supply's output: where its power comes from. */
export const sourceMapping = (t: Translate): Mapping =>
  words([
    [t('mains'), colour.ok],
    [t('powerBypass'), colour.warn],
    [t('battery'), colour.fail],
    [t('unknown'), colour.unknown],
  ])

/** The field `code` of measurement `readiness`. */
export const readinessMapping = (t: Translate): Mapping =>
  words([
    [t('ready'), colour.ok],
    [t('atRisk'), colour.warn],
    [t('notReady'), colour.fail],
  ])

/** The same colours for a verdict as a number. */
export const readinessColours = rising({ warn: 1, fail: 2 })
