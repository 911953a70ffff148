import { createPasswords, createPeopleDesk, HttpProblem, type PeopleDesk, type Role, roles } from '@vonggac/collector'
import type { UserStatus } from '@vonggac/collector/api-types'
import { ConfigError, DAY_MS, formatDuration, systemClock } from '@vonggac/model'
import { type Call, type Command, optional, required, UsageError } from '../command.ts'
import { showOnce, stateOptions, withState } from '../state-database.ts'
import { table } from '../table.ts'
import { askPassword, pipedPassword } from '../typed-password.ts'

/** Whoever has this machine. */
const BY = 'command line'
/** Longest time that a token is good, days. */
const MAX_DAYS = 3_650

const ACTIONS = ['list', 'add', 'password', 'role', 'disable', 'enable', 'remove', 'token']

/** `vonggac users`: who may sign in. Works on the state database, also while the collector runs. */
export const users: Command = {
  name: 'users',
  summary: 'Who may sign in: list, add, change, remove; API tokens with a role.',
  usage: [
    'users list',
    'users add ID --name NAME --role ROLE [--generate | --password-stdin]',
    'users password ID [--generate | --password-stdin]',
    'users role ID ROLE',
    'users disable ID',
    'users enable ID',
    'users remove ID',
    'users token NAME --role ROLE [--days N]',
  ],
  options: {
    ...stateOptions,
    name: { type: 'string', value: 'NAME', help: 'how people know who it is' },
    role: { type: 'string', value: 'ROLE', help: `${roles.join(', ')}` },
    days: { type: 'string', value: 'N', help: 'for how long a token is good; until it is revoked unless given' },
    generate: { type: 'boolean', help: 'make a password, show it once; it has to be changed at the first time' },
    'password-stdin': { type: 'boolean', help: 'read the password from standard input' },
  },
  notes:
    'A viewer looks. An operator handles incidents, maintenance, on-call and tests. An admin manages users and tokens as well.\n' +
    'Without --generate or --password-stdin the password is asked for on the terminal. See docs/access.md.',
  async run(call) {
    const [action = 'list', id = ''] = call.positionals
    if (!ACTIONS.includes(action))
      throw new UsageError(`users does not know \`${action}\`; it takes ${ACTIONS.join(', ')}`)
    if (action !== 'list' && id === '')
      throw new UsageError(`users ${action} needs ${action === 'token' ? 'a name' : "the user's ID"}`)
    return withState(call, async (state) => {
      const desk = createPeopleDesk({ state, clock: systemClock, passwords: createPasswords() })
      return explained(() => act(desk, { action, id }, call))
    })
  },
}

async function act(desk: PeopleDesk, { action, id }: { action: string; id: string }, call: Call): Promise<number> {
  const { io } = call
  switch (action) {
    case 'add':
      return add(desk, id, call)
    case 'password': {
      const given = await passwordOf(id, call)
      const { password } = await desk.reset(id, { password: given, own: given !== undefined }, BY)
      return shown(id, password, `${id} has another password; sessions are over`, call)
    }
    case 'role':
      await desk.change(id, { role: roleOf(call.positionals[2]) }, BY)
      io.out(`${id} is ${call.positionals[2]} now\n`)
      return 0
    case 'disable':
    case 'enable':
      await desk.change(id, { disabled: action === 'disable' }, BY)
      io.out(`${id} ${action === 'disable' ? 'may not come in any more' : 'may come in again'}\n`)
      return 0
    case 'remove':
      await desk.remove(id, BY)
      io.out(`${id} is removed, with sessions and tokens\n`)
      return 0
    case 'token':
      return token(desk, id, call)
    default:
      return show(await desk.list(), call)
  }
}

async function add(desk: PeopleDesk, id: string, call: Call): Promise<number> {
  const name = required(call, 'name')
  const role = roleOf(required(call, 'role'))
  const given = await passwordOf(id, call)
  const { password } = await desk.add({ id, name, role, password: given, own: given !== undefined }, BY)
  return shown(id, password, `${id} may sign in, as ${role}`, call)
}

async function token(desk: PeopleDesk, name: string, call: Call): Promise<number> {
  const days = optional(call, 'days')
  if (days !== undefined && !(/^\d{1,4}$/.test(days) && Number(days) >= 1 && Number(days) <= MAX_DAYS))
    throw new UsageError(`--days ${days}: expected a number from 1 to ${MAX_DAYS}`)
  const expiresAt = days === undefined ? null : systemClock.now() + Number(days) * DAY_MS
  const { key } = await desk.addToken({ name, role: roleOf(required(call, 'role')), createdBy: null, expiresAt }, BY)
  return showOnce({ name, token: key }, key, `the token of ${name}`, call)
}

/** `undefined`: one is made. */
async function passwordOf(id: string, { values, signal }: Call): Promise<string | undefined> {
  if (values.generate) return undefined
  return values['password-stdin'] ? pipedPassword() : askPassword(id, signal)
}

function shown(id: string, made: string | null, done: string, call: Call): number {
  if (made !== null) return showOnce({ id, password: made }, made, `the password of ${id}`, call)
  if (call.values.json) call.io.out(`${JSON.stringify({ id })}\n`)
  else call.io.out(`${done}\n`)
  return 0
}

function roleOf(text = ''): Role {
  const role = roles.find((known) => known === text)
  if (!role) throw new UsageError(`there is no role \`${text}\`: use ${roles.join(', ')}`)
  return role
}

function show(all: readonly UserStatus[], { io, values }: Call): number {
  if (values.json) io.out(`${JSON.stringify(all, null, 2)}\n`)
  else if (all.length === 0)
    io.err('There are no users yet: `vonggac users add ID --name NAME --role admin` makes the first.\n')
  else {
    const ago = (at: number | null) => (at === null ? '-' : `${formatDuration(systemClock.now() - at)} ago`)
    const stateOf = ({ disabled_at, must_change }: UserStatus) =>
      disabled_at !== null ? 'disabled' : must_change ? 'password to be changed' : 'active'
    const rows = all.map((one) => [one.id, one.name, one.role, stateOf(one), ago(one.last_seen)])
    io.out(table(['USER', 'NAME', 'ROLE', 'STATE', 'SEEN'], rows))
  }
  return 0
}

/** What the desk refuses is for the operator to mend. */
async function explained(work: () => Promise<number>): Promise<number> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof HttpProblem) throw new ConfigError(error.message, { cause: error })
    throw error
  }
}
