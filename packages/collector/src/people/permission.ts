import type { Role } from './role.ts'

/** Who asks, as far as it decides what is allowed. `loopback`: a program or person on this machine, where that is trusted. */
export interface Asker {
  readonly kind: 'session' | 'token' | 'loopback'
  readonly role: Role | 'agent'
  /** Somebody else chose the password: nothing goes before another one is set. */
  readonly mustChange: boolean
}

interface Rule {
  readonly path: RegExp
  /** All methods unless said. */
  readonly method?: string
  readonly roles: readonly Asker['role'][]
}

const looking = ['viewer', 'operator', 'admin', 'agent'] as const
const handling = ['operator', 'admin'] as const

/** What is another way than `looking` for reading and `handling` for everything else. The first that fits counts. */
const rules: readonly Rule[] = [
  { path: /^\/api\/v1\/session$/, roles: looking },
  { path: /^\/api\/v1\/(session\/password|sessions)$/, roles: ['viewer', 'operator', 'admin'] },
  { path: /^\/api\/v1\/(users|audit)(\/|$)/, roles: ['admin'] },
  { path: /^\/api\/v1\/(config|tokens)(\/|$)/, roles: handling },
  { path: /^\/api\/v1\/agents\/self\//, roles: ['agent'] },
  { path: /^(\/api\/v[12])?\/write$/, method: 'POST', roles: ['agent', 'operator', 'admin'] },
  { path: /^\/query$/, roles: ['agent', 'operator', 'admin'] },
]

/** Whether somebody may do more than look: change something, and see how things are set up. */
export const mayHandle = (role: Asker['role']): boolean => (handling as readonly Asker['role'][]).includes(role)

/** What anybody may ask: who am I, sign me in, sign me out. */
export const isOpen = (path: string): boolean => path === '/api/v1/session'

/** Why somebody may not do what he asks for, as the answer says it; `undefined`: he may. The one place that knows. */
export function refusalOf({ kind, role, mustChange }: Asker, method: string, path: string): string | undefined {
  if (mustChange && !path.startsWith('/api/v1/session'))
    return 'choose a password of your own first: POST /api/v1/session/password'
  if (kind === 'loopback') return undefined
  const reading = method === 'GET' || method === 'HEAD'
  const rule = rules.find((one) => one.path.test(path) && (one.method ?? method) === method)
  const allowed: readonly Asker['role'][] = rule?.roles ?? (reading ? looking : handling)
  if (allowed.includes(role)) return undefined
  if (allowed.length === 1 && allowed[0] === 'agent') return 'this is for agents: use the key of one'
  if (role === 'agent') return 'the key of an agent may write and read, not handle incidents'
  return `this needs the role ${allowed.includes('operator') ? 'operator or admin' : 'admin'}; yours is ${role}`
}
