import { resolve } from 'node:path'
import { type Call, optional } from './command.ts'

/** How certificates are checked by hand, as options of the command line: short for `--set`. */
export const certificateOptions = {
  ca: {
    type: 'string',
    value: 'FILE',
    help: 'certificate, tls, timestamp: the authorities to trust instead of those of the system',
  },
  'password-env': {
    type: 'string',
    value: 'ENV',
    help: 'certificate: environment variable that holds the password of PKCS#12 files',
  },
  revocation: {
    type: 'string',
    value: 'HOW',
    help: 'certificate, tls: off, crl, ocsp or any; with tls also staple',
  },
} as const

/** The options of the kind that they stand for. */
export function certificateOptionsOf(call: Call): Record<string, unknown> {
  const ca = optional(call, 'ca')
  const password = optional(call, 'password-env')
  const revocation = optional(call, 'revocation')
  return {
    ...(ca !== undefined && { caFile: resolve(ca) }),
    ...(password !== undefined && { password: { env: password } }),
    ...(revocation !== undefined && { revocation }),
  }
}
