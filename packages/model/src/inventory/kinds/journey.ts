import { z } from 'zod'
import { shownUrl } from '../../shown-url.ts'
import { address, id, secret } from '../scalars.ts'
import { httpAuth, httpHeaders, httpUrl, maxBytes, redirectOptions } from './http-request.ts'
import { journeyFromFile } from './journey-file.ts'
import { journeyStep, variableName } from './journey-step.ts'
import { variableProblems } from './journey-variables.ts'
import { defineKind } from './kind.ts'
import { caFile, failDays, family, insecure, warnDays } from './transport.ts'

/** Long enough for a slow application in ten steps, ms. */
const LIMIT_MS = 30_000
/** For logging out and tidying up, ms. */
const CLEANUP_MS = 10_000

const config = z
  .strictObject({
    name: id.describe('What the journey is called: tag `journey`, and its part of the check id.'),
    base: httpUrl.describe('The application: what a step’s path is added to.'),
    secrets: z
      .record(variableName, secret)
      .default({})
      .describe('Secrets by the name that stands in {{…}}: user and password.'),
    variables: z
      .record(variableName, z.string().max(2_000))
      .default({})
      .describe('Texts by the name that stands in {{…}}.'),
    hosts: z
      .array(address)
      .max(20)
      .default([])
      .describe('Hosts beside that of `base` that secrets may be sent to, such as that of a single sign-on.'),
    headers: httpHeaders((text) => text.includes('{{')),
    auth: httpAuth,
    steps: z.array(journeyStep).min(1).max(50).describe('What is done, in this order.'),
    limitMs: z
      .number()
      .min(100)
      .max(3_600_000)
      .default(LIMIT_MS)
      .describe('How long the steps may take together, ms; those with `until` may take their time besides.'),
    cleanupMs: z
      .number()
      .min(100)
      .max(600_000)
      .default(CLEANUP_MS)
      .describe('How long the steps with `always` may take together, ms.'),
    ...redirectOptions,
    family,
    maxBytes,
    warnMs: z.number().positive().optional().describe('A journey that takes longer than this is `warn`, ms.'),
    warnDays,
    failDays,
    caFile,
    insecure,
    browserProgram: z
      .string()
      .min(1)
      .optional()
      .describe('The browser of steps with `browser`; Chromium where Debian installs it unless said.'),
    playwright: z
      .string()
      .min(1)
      .optional()
      .describe('The directory of the package playwright-core; where npm installs it for all unless said.'),
  })
  .superRefine((journey, context) => {
    for (const { path, message } of variableProblems(journey)) context.addIssue({ code: 'custom', path, message })
  })

export const journey = defineKind({
  summary: 'Goes through a web application in steps and reads values out of it.',
  config,
  pace: { intervalMs: 300_000, timeoutMs: 40_000 },
  leastTimeoutMs: ({ limitMs, cleanupMs, steps }) =>
    limitMs + cleanupMs + steps.reduce((sum, { until }) => sum + (until?.timeoutMs ?? 0), 0),
  fixed: ['name', 'base', 'secrets', 'variables', 'hosts', 'headers', 'auth', 'steps'],
  byHand: true,
  nameOf: ({ name }) => name,
  targetOf: ({ name, base }) => `${name} at ${shownUrl(base)}`,
  hostOf: ({ base }) => URL.parse(base)?.hostname.replace(/^\[(.+)\]$/, '$1'),
  typed: 'FILE',
  fromTyped: ({ text }) => journeyFromFile(text),
})

export type JourneyConfig = z.output<typeof config>
