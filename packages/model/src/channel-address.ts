/** The addresses that the configuration may have of a person. */
export type PersonalAddress = 'email' | 'phone' | 'telegram' | 'zalo'

/** Kinds of channel that reach people by their own address, unless the channel names its receivers itself under `own`. */
const PERSONAL: Readonly<Record<string, { readonly own: string; readonly address: PersonalAddress }>> = {
  email: { own: 'to', address: 'email' },
  sms: { own: 'to', address: 'phone' },
  telegram: { own: 'chats', address: 'telegram' },
  zalo: { own: 'users', address: 'zalo' },
}

/** Which address of a person a channel needs; `undefined` when its receivers are its own. `channel`: as the configuration has it. */
export function neededAddress(channel: { readonly kind: string }): PersonalAddress | undefined {
  const personal = Object.hasOwn(PERSONAL, channel.kind) ? PERSONAL[channel.kind] : undefined
  if (!personal) return undefined
  return (channel as Readonly<Record<string, unknown>>)[personal.own] === undefined ? personal.address : undefined
}
