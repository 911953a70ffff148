import { z } from 'zod'
import {
  dependencySchema,
  type fieldRuleSchema,
  ruleSchema,
  type selectorSchema,
  type statusRuleSchema,
} from './alert-schema.ts'
import type { channelSchema } from './channel-schema.ts'
import type { escalationSchema } from './escalation-schema.ts'
import { incidentSchema } from './incident-schema.ts'
import { maintenanceCalendarSchema, maintenanceSchema } from './maintenance-schema.ts'
import { type meetingCalendarSchema, meetingSchema, readinessSchema } from './meeting-schema.ts'
import { oncallSchema } from './oncall-schema.ts'
import { agentSchema, collectorSchema, type storeSchema } from './program-schema.ts'
import { id, mailbox, name, period, timezone } from './scalars.ts'
import { calendarSchema, scheduleSchema } from './schedule-schema.ts'
import { serviceSchema } from './service-schema.ts'
import { type deviceSchema, type linkSchema, siteSchema } from './site-schema.ts'
import { snmpCredential } from './snmp-credential.ts'

/** The configuration as one document: what may stand in the files of a configuration directory. */

export const providerSchema = z.strictObject({
  id: id.describe('The id that links name.'),
  name,
  phone: z.string().optional().describe('Where to report a fault. In quotes.'),
  email: mailbox.optional().describe('Where to report a fault.'),
})

export const tuningSchema = z.strictObject({
  match: z
    .string()
    .min(1)
    .describe('Glob over check ids: `tam-ky/**`, `*/vnpt/icmp@hub`. `*` stays between two slashes, `**` does not.'),
  enabled: z.boolean().optional().describe('`false`: not watched.'),
  interval: period.optional().describe('How often it runs.'),
  timeout: period.optional().describe('How long one run may take; shorter than the interval.'),
  schedule: id.optional().describe('When it is run: an id under `schedules`.'),
  set: z
    .record(z.string(), z.unknown())
    .optional()
    .describe('Options of the probe to override, as `vonggac config checks` prints them; times in ms.'),
})

export const configSchema = z
  .strictObject({
    organisation: z
      .strictObject({
        name,
        timezone: timezone.default('Asia/Ho_Chi_Minh').describe('Of reports and quiet hours: Asia/Ho_Chi_Minh.'),
        superior: name.optional().describe('Whose organisation it is, for the head of reports.'),
        address: z.string().min(1).optional().describe('For reports: street, ward, province.'),
        phone: z.string().min(1).optional().describe('For reports. In quotes, with its zero or plus.'),
        email: mailbox.optional().describe('For reports.'),
      })
      .prefault({ name: 'Vọng Gác' })
      .describe('Whose network this is.'),
    providers: z.array(providerSchema).default([]).describe('Who sells the circuits.'),
    sites: z.array(siteSchema).default([]).describe('Places with their links and devices.'),
    services: z.array(serviceSchema).default([]).describe('What people use: e-mail, conferencing, portals.'),
    snmp: z
      .strictObject({
        credentials: z.record(id, snmpCredential).default({}).describe('By the id that devices name in `snmp`.'),
      })
      .prefault({})
      .describe('How devices are read by SNMP.'),
    checks: z
      .array(tuningSchema)
      .default([])
      .describe('Changes to the derived checks. Where several match, the later wins.'),
    schedules: z
      .array(scheduleSchema)
      .default([])
      .describe('Hours in which checks are run, or times at which they are.'),
    holidays: z
      .array(calendarSchema)
      .default([])
      .describe('Days off that schedules name. Those of Viet Nam come with the program: `vn`.'),
    alerts: z
      .strictObject({
        rules: z
          .array(ruleSchema)
          .default([])
          .describe('On the status of checks: the first that matches applies. On fields: each by itself.'),
        dependencies: z
          .array(dependencySchema)
          .default([])
          .describe('What is reached through what, where the inventory does not say it.'),
        incidents: incidentSchema.prefault({}),
        maintenance: z.array(maintenanceSchema).default([]).describe('When somebody works on something.'),
        calendars: z.array(maintenanceCalendarSchema).default([]).describe('Where more maintenance is read from.'),
      })
      .prefault({})
      .describe('When a failing check is an alert.'),
    oncall: oncallSchema.prefault({}).describe('Who is told, and how.'),
    readiness: readinessSchema.prefault({}),
    meetings: z.array(meetingSchema).default([]).describe('Conferences that are known in advance.'),
    collector: collectorSchema.prefault({}),
    agents: z.array(agentSchema).default([]).describe('Agents beside those that devices name by `agent`.'),
  })
  .describe('A configuration directory of Vọng Gác, all files as one document.')

/** The configuration after defaults: durations in ms, bandwidths in bit/s, sizes in bytes. */
export type Config = z.output<typeof configSchema>
export type Site = z.output<typeof siteSchema>
export type Link = z.output<typeof linkSchema>
export type Device = z.output<typeof deviceSchema>
export type Service = z.output<typeof serviceSchema>
export type { AddedCheck } from './added-check.ts'
export type Tuning = z.output<typeof tuningSchema>
export type Rule = z.output<typeof ruleSchema>
export type Dependency = z.output<typeof dependencySchema>
export type StatusRule = z.output<typeof statusRuleSchema>
export type FieldRule = z.output<typeof fieldRuleSchema>
export type Selector = z.output<typeof selectorSchema>
export type Channel = z.output<typeof channelSchema>
export type MaintenanceConfig = z.output<typeof maintenanceSchema>
export type MaintenanceCalendar = z.output<typeof maintenanceCalendarSchema>
export type Escalation = z.output<typeof escalationSchema>
export type Meeting = z.output<typeof meetingSchema>
export type MeetingCalendar = z.output<typeof meetingCalendarSchema>
export type Readiness = z.output<typeof readinessSchema>
export type StoreConfig = z.output<typeof storeSchema>
export type CollectorConfig = z.output<typeof collectorSchema>
export type AgentConfig = z.output<typeof agentSchema>
