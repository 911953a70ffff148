import type { Device } from '@vonggac/model/inventory'

/** What a device said of itself. */
export interface Found {
  readonly address: string
  readonly sysName: string
  readonly sysDescr: string
  readonly sysObjectID: string
  /** The profile that is for it; `undefined` where only the generic one is. */
  readonly profile: string | undefined
}

/** A device as it may stand in the inventory. */
export interface Proposal extends Found {
  readonly id: string
  readonly role: Device['role']
}

type Role = Device['role']

/** What kind of thing the devices of a profile nearly always are. */
const roles: Readonly<Record<string, Role>> = {
  apc: 'ups',
  eaton: 'ups',
  'huawei-ups': 'ups',
  'ups-mib': 'ups',
  'cisco-telepresence': 'conference-endpoint',
  poly: 'conference-endpoint',
  'cisco-meeting-server': 'mcu',
  fortinet: 'firewall',
  mikrotik: 'router',
  draytek: 'router',
  'hpe-procurve': 'switch',
  'hpe-comware': 'switch',
  dlink: 'switch',
}

/** Words of a sysDescr that tell what it is, the more telling first. */
const words: readonly (readonly [RegExp, Role])[] = [
  [/\bfirewall\b|adaptive security|\bSRX\d|\bASA\b/i, 'firewall'],
  [/\bswitch\b|catalyst|\bC(29|35|36|37|38|45|65|93)\d\d|\bEX\d{4}|\bS\d{4}/i, 'switch'],
  [/\brouter\b|\bISR\b|\bASR\b|\bAR\d|\bMX\d|RouterOS|IOS[- ]XE/i, 'router'],
  [/\bUPS\b/, 'ups'],
  [/\bLinux\b|\bWindows\b|FreeBSD|SunOS|VMware/i, 'server'],
]

/** What to write into the inventory for what was found. Pure; ids are unique, whatever the devices call themselves. */
export function propose(found: readonly Found[], taken: readonly string[] = []): Proposal[] {
  const used = new Set(taken)
  return found.map((device) => {
    const id = unique(idOf(device), used)
    used.add(id)
    return { ...device, id, role: roleOf(device) }
  })
}

const roleOf = ({ profile, sysDescr }: Found): Role =>
  roles[profile ?? ''] ?? words.find(([pattern]) => pattern.test(sysDescr))?.[1] ?? 'other'

const MAX_ID = 63

function idOf({ sysName, address }: Found): string {
  const plain = sysName.normalize('NFD').replace(/\p{M}/gu, '').replace(/[đĐ]/g, 'd').toLowerCase()
  const id = plain
    .split('.')[0]!
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, MAX_ID)
    .replace(/-+$/, '')
  return (
    id ||
    `device-${address
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')}`.slice(0, MAX_ID)
  )
}

function unique(id: string, used: ReadonlySet<string>): string {
  for (let n = 2, one = id; ; n++) {
    if (!used.has(one)) return one
    const suffix = `-${n}`
    one = `${id.slice(0, MAX_ID - suffix.length).replace(/-+$/, '')}${suffix}`
  }
}

/** Entries for `devices:` of a site, as YAML that `vonggac config check` takes. Nothing that a device says is anything but a comment. */
export function proposalYaml(proposals: readonly Proposal[], credential: string): string {
  return proposals
    .map(({ id, role, address, profile, sysDescr, sysName }) => {
      const said = [oneLine(sysName), oneLine(sysDescr)].filter(Boolean).join(': ')
      const where = address.includes(':') ? JSON.stringify(address) : address
      const named = profile === undefined ? '' : `, profile: ${profile}`
      return `${said && `# ${said}\n`}- {id: ${text(id)}, role: ${role}, address: ${where}, snmp: ${text(credential)}${named}}\n`
    })
    .join('')
}

/** YAML takes `123`, `1e5`, `null` and `true` for something else than a text. */
const text = (word: string): string =>
  /^[a-z][a-z0-9-]*$/.test(word) && !['null', 'true', 'false'].includes(word) ? word : JSON.stringify(word)

const MAX_COMMENT = 100

/** What a device says, on one line, without anything that a terminal or YAML would act on. */
const oneLine = (said: string): string => {
  const plain = said.replace(/[\p{C}\s]+/gu, ' ').trim()
  return plain.length > MAX_COMMENT ? `${plain.slice(0, MAX_COMMENT - 1).toWellFormed()}…` : plain
}
