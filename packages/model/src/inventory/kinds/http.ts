import { z } from 'zod'
import { ConfigError } from '../../errors.ts'
import { shownUrl } from '../../shown-url.ts'
import { address, id, port } from '../scalars.ts'
import { httpExpect } from './http-expect.ts'
import { httpAuth, httpHeaders, httpUrl, maxBytes, redirectOptions } from './http-request.ts'
import { defineKind } from './kind.ts'
import { caFile, failDays, family, insecure, warnDays } from './transport.ts'
import { webValues } from './web-value.ts'

const config = z
  .strictObject({
    profile: id
      .optional()
      .describe('What kind of endpoint it is: path, expectations and values are those of this HTTP profile.'),
    url: httpUrl.describe('What is asked for. What follows `?` is never shown.'),
    method: z.enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']).default('GET').describe('The method.'),
    headers: httpHeaders(),
    body: z.string().max(65_536).optional().describe('What is sent; its type is the header content-type.'),
    auth: httpAuth,
    ...redirectOptions,
    redirectHosts: z
      .enum(['any', 'same'])
      .default('any')
      .describe('Where a redirect may lead: to any host, or to that of `url` alone.'),
    family,
    connectTo: address.optional().describe('The machine to connect to in place of what the name of `url` resolves to.'),
    connectPort: port.optional().describe('The port to connect to in place of that of `url`.'),
    expect: httpExpect,
    values: webValues,
    maxBytes,
    warnMs: z.number().positive().optional().describe('An answer that takes longer in all is `warn`, ms.'),
    warnDays,
    failDays,
    caFile,
    insecure,
  })
  .refine(({ method, body }) => body === undefined || !['GET', 'HEAD'].includes(method), {
    error: 'expected no body with GET and HEAD: choose POST or PUT as `method`',
    path: ['body'],
  })

export const http = defineKind({
  summary: 'Asks a web server and checks its answer.',
  config,
  pace: { intervalMs: 30_000, timeoutMs: 10_000 },
  fixed: ['url', 'auth', 'headers'],
  byHand: true,
  targetOf: ({ url }) => shownUrl(url),
  hostOf: ({ url, connectTo }) => connectTo ?? URL.parse(url)?.hostname.replace(/^\[(.+)\]$/, '$1'),
  typed: 'URL',
  fromTyped({ text }) {
    if (!/^https?:\/\//i.test(text)) throw new ConfigError('probe http needs an address with http:// or https://')
    return { url: text }
  },
})

export type HttpConfig = z.output<typeof config>
