import type { SnmpCredential } from '@vonggac/model/inventory'
import type { ProbeContext } from '../../probe.ts'

/** A user of SNMP v3, secrets read. */
export interface UserKeys {
  readonly user: string
  readonly auth?: { readonly protocol: string; readonly key: string }
  readonly priv?: { readonly protocol: string; readonly key: string }
  readonly context: string
}

/** A credential with its secrets read. */
export type Keys = { readonly community: string } | UserKeys

/** Reads the secrets that a credential names. */
export function keysOf(credential: SnmpCredential, secret: ProbeContext['secret']): Keys {
  if (credential.version !== '3') return { community: secret(credential.community) }
  const { user, auth, priv, context } = credential
  return {
    user,
    context,
    ...(auth && { auth: { protocol: auth.protocol, key: secret(auth.key) } }),
    ...(priv && { priv: { protocol: priv.protocol, key: secret(priv.key) } }),
  }
}
