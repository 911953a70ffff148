import { z } from '@hono/zod-openapi'
import { agentSchema } from '../api-schemas.ts'
import type { AgentStatus } from '../api-types.ts'
import { jsonRoute, jsonRouter } from './json-route.ts'

/** The fleet. */
export const agentRoutes = ({ agents }: { agents: () => Promise<readonly AgentStatus[]> }) =>
  jsonRouter().openapi(
    jsonRoute(
      { method: 'get', path: '/api/v1/agents' },
      'All agents and how they are',
      z.object({ agents: z.array(agentSchema).readonly() }),
    ),
    async (c) => c.json({ agents: await agents() }, 200),
  )
