import type { Role } from '../../api/document.ts'
import { useSpeech } from '../../context.ts'
import { Choice } from '../form.tsx'

const roles: readonly Role[] = ['viewer', 'operator', 'admin']

/** The roles up to one. */
export const rolesUpTo = (most: Role): readonly Role[] => roles.slice(0, roles.indexOf(most) + 1)

/** A labelled choice of a role. */
export function RoleChoice({ most, value, onInput }: { most: Role; value: Role; onInput: (role: Role) => void }) {
  const { people } = useSpeech().words
  return (
    <Choice
      label={people.role}
      value={value}
      options={rolesUpTo(most).map((role) => [role, people.roles[role]])}
      onInput={(chosen) => onInput(roles.find((role) => role === chosen) ?? value)}
    />
  )
}
