/** What people and their tokens may do, least first; see docs/access.md. */
export const roles = ['viewer', 'operator', 'admin'] as const
export type Role = (typeof roles)[number]

/** Whether a role may do at least what another may. */
export const atLeast = (role: Role, needed: Role): boolean => roles.indexOf(role) >= roles.indexOf(needed)

/** The role that may do less. */
export const lesser = (one: Role, other: Role): Role => (atLeast(one, other) ? other : one)
