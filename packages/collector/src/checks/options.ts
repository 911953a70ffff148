import { type Check, shownUrl } from '@vonggac/model'

/** More than this of one check is a journey: it is read in its file. */
const MAX_OPTIONS = 60
const MAX_VALUE = 200

/** What may hold what somebody typed into a form, or a token in a header that nobody has named so: only that it is there is told. */
const UNSHOWN = /^(body|form|json|headers|variables|fields|send|sendHex)$/i

/** The options of a check for people, `credential.community` and its value. References to secrets by their names. */
export function shownOptions({ config }: Pick<Check, 'config'>): { key: string; value: string }[] {
  const shown: { key: string; value: string }[] = []
  const add = (key: string, value: unknown) => {
    if (shown.length >= MAX_OPTIONS || value === undefined) return
    const last = key.slice(key.lastIndexOf('.') + 1)
    if (UNSHOWN.test(last)) shown.push({ key, value: '…' })
    else if (typeof value !== 'object' || value === null) shown.push({ key, value: text(value) })
    else if (isSecret(value)) shown.push({ key, value: JSON.stringify(value).slice(0, MAX_VALUE) })
    else if (Array.isArray(value) && value.every((one) => typeof one !== 'object'))
      shown.push({ key, value: value.map(text).join(', ').slice(0, MAX_VALUE) })
    else for (const [name, part] of Object.entries(value)) add(`${key}.${name}`, part)
  }
  for (const [key, value] of Object.entries(config)) add(key, value)
  return shown
}

const isSecret = (value: object) => {
  const keys = Object.keys(value)
  return keys.length === 1 && (keys[0] === 'env' || keys[0] === 'file')
}

/** What follows `?` in an address may be a token. */
const text = (value: unknown): string => {
  const plain = String(value)
  return (/^[a-z][a-z0-9+.-]*:\/\//i.test(plain) ? shownUrl(plain) : plain).slice(0, MAX_VALUE)
}
