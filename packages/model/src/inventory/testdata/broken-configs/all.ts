import { brokenAgents } from './agents.ts'
import { brokenAlerts } from './alerts.ts'
import { brokenCalls } from './calls.ts'
import { brokenChannels } from './channels.ts'
import { brokenChecks } from './checks.ts'
import { brokenDocuments } from './documents.ts'
import { brokenEscalations } from './escalations.ts'
import type { Broken } from './good.ts'
import { brokenOnCall } from './on-call.ts'
import { brokenRotas } from './rotas.ts'
import { brokenSchedules } from './schedules.ts'
import { brokenServices } from './services.ts'
import { brokenSites } from './sites.ts'
import { brokenTunings } from './tunings.ts'

/** Every slip whose message is known to the letter, topic by topic. */
export const broken: readonly Broken[] = [
  ...brokenDocuments,
  ...brokenSites,
  ...brokenAgents,
  ...brokenChecks,
  ...brokenCalls,
  ...brokenServices,
  ...brokenSchedules,
  ...brokenTunings,
  ...brokenAlerts,
  ...brokenOnCall,
  ...brokenChannels,
  ...brokenEscalations,
  ...brokenRotas,
]
