import { resolve } from 'node:path'
import { z } from 'zod'
import { address, secret } from '../scalars.ts'
import { defineKind } from './kind.ts'
import { failDays, plainUrl, warnDays } from './transport.ts'

const EXPECTED_PATH = 'expected an absolute path on the agent, such as /etc/ssl/certs'
const path = z.string({ error: EXPECTED_PATH }).regex(/^\/[^\0]{0,1000}$/, EXPECTED_PATH)

const text = z.string().min(1).max(200)
const password = secret.optional().describe('The password of PKCS#12 files: {env: NAME} or {file: /path}.')

const unit = z
  .strictObject({
    unit: text.max(63).describe('Whose certificate it is: an id or a short name.'),
    file: path.optional().describe('The file with it.'),
    pem: z.string().max(65_536).includes('-----BEGIN ').optional().describe('The certificate itself (PEM).'),
    password,
    holder: text.optional().describe('The person or office that holds it.'),
    subject: text.optional().describe('A text that must stand in its subject.'),
    serial: z
      .string()
      .regex(/^[0-9a-fA-F:]{1,64}$/, 'expected a serial number in hexadecimal')
      .optional()
      .describe('Its serial number, hexadecimal.'),
    contact: text.optional().describe('Whom to call about it.'),
  })
  .refine(({ file, pem }) => (file === undefined) !== (pem === undefined), {
    error: 'expected either `file` or `pem`',
  })

const config = z
  .strictObject({
    path: path.optional().describe('A file or a directory with certificates, on the agent.'),
    list: path
      .optional()
      .describe('A CSV file that lists certificates: unit, file or pem, holder, subject, serial, contact.'),
    units: z.array(unit).min(1).max(500).optional().describe('The same list, written here.'),
    password,
    caFile: path
      .optional()
      .describe('The authorities to trust instead of those of the system: a file (PEM, DER, PKCS#7) or a directory.'),
    intermediates: path.optional().describe('Authorities between those and the certificates: a file or a directory.'),
    checkChain: z.boolean().default(true).describe('Whether certificates must come from an authority that is trusted.'),
    purpose: z
      .enum(['any', 'sign', 'server'])
      .optional()
      .describe('What the certificates must be for; `sign` for `list` and `units`, otherwise `any`.'),
    names: z.array(address).max(50).default([]).describe('Names that the certificates must have.'),
    revocation: z
      .enum(['off', 'crl', 'ocsp', 'any'])
      .default('any')
      .describe('How revocation is looked up: not, by CRL, by OCSP, or by what the certificate names (OCSP first).'),
    crlFiles: z.array(path).max(50).default([]).describe('CRLs on the agent, before those that certificates name.'),
    ocspUrl: plainUrl.optional().describe('The OCSP responder to ask in place of the one that certificates name.'),
    warnDays,
    failDays,
  })
  .refine(({ path, list, units }) => [path, list, units].filter((one) => one !== undefined).length === 1, {
    error: 'expected one of `path`, `list` and `units`',
  })

export const certificate = defineKind({
  summary: 'Reads certificates from files and checks dates, chain, purpose and revocation.',
  config,
  pace: { intervalMs: 3_600_000, timeoutMs: 60_000 },
  leastTimeoutMs: ({ revocation }) => (revocation === 'off' ? 10_000 : 60_000),
  fixed: ['path', 'list', 'units', 'password'],
  byHand: true,
  targetOf: ({ path, list, units }) => path ?? list ?? `${units?.length ?? 0} units`,
  hostOf: () => undefined,
  typed: 'PATH',
  fromTyped: ({ text }) => ({ path: resolve(text) }),
})

export type CertificateConfig = z.output<typeof config>
/** Whose certificate is expected in which file. */
export type CertificateUnit = z.output<typeof unit>
