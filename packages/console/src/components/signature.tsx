import type { ComponentChildren } from 'preact'
import type { Role } from '../api/document.ts'
import { useConsole, useSpeech } from '../context.ts'
import { hasRole, knownName } from '../state/identity.ts'
import { useSelect } from '../state/select.ts'

/** Under which name things are done here: that of who signed in, else the one that is remembered on this machine; '' for none. */
export function useSignature(): string {
  const { identity, settings } = useConsole()
  const known = useSelect(identity, knownName)
  const remembered = useSelect(settings, (state) => state.person)
  return known ?? remembered.trim()
}

/** Asks for the name, and remembers it; nothing where somebody signed in. */
export function NameField({ hint }: { hint?: string }) {
  const { identity, settings } = useConsole()
  const { words } = useSpeech()
  const known = useSelect(identity, knownName)
  const person = useSelect(settings, (state) => state.person)
  if (known !== null) return null
  return (
    <label class="field">
      <span>{words.yourName}</span>
      <input
        name="person"
        maxLength={80}
        autoComplete="name"
        value={person}
        onInput={(event) => settings.dispatch({ person: event.currentTarget.value })}
      />
      {hint && <small class="muted">{hint}</small>}
    </label>
  )
}

/** Whether who is here may do what needs a role. */
export function useMay(role: Role): boolean {
  return useSelect(useConsole().identity, (identity) => hasRole(identity, role))
}

/** Only for those who may handle things; the collector refuses the others in any case. */
export function Operators({ children }: { children: ComponentChildren }) {
  return useMay('operator') ? children : null
}
