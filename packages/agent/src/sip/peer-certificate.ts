import { sipPort } from '@vonggac/model'
import type { SipConfig } from '@vonggac/model/inventory'
import type { Reading } from '../probe.ts'
import { tlsReading } from '../probes/tls/reading.ts'
import type { SeenSession } from '../probes/tls/session.ts'

/** Revocation is the affair of the kind `tls`. */
const NOT_LOOKED_UP = {
  revocation: { state: 'none', troubles: [] },
  sought: { troubles: [], fields: {}, summary: '' },
} as const

type Rules = Pick<
  SipConfig,
  'host' | 'port' | 'serverName' | 'family' | 'caFile' | 'insecure' | 'warnDays' | 'failDays'
>

/** What the certificate of a SIP peer says, with its points. The error `tls`: it may be another than it says. */
export function certificateReading(rules: Rules, session: SeenSession, nowMs: number): Reading {
  const port = sipPort({ port: rules.port, transport: 'tls' })
  const config = { ...rules, port, minVersion: 'TLSv1.2', ocsp: 'ignore', revocation: 'off' } as const
  return tlsReading({ ...config, names: [] }, session, { ...NOT_LOOKED_UP, nowMs })
}
