import { z } from '@hono/zod-openapi'
import type { ChannelStatus, ChannelTest, HeartbeatStatus } from '../api-channel-types.ts'
import type { ChannelDesk } from '../channels/channel-desk.ts'
import { by, signed } from '../people/signature.ts'
import { jsonBody, jsonRoute, jsonRouter } from './json-route.ts'

const time = z.int().describe('Unix epoch milliseconds')

const channel = z
  .object({
    id: z.string(),
    kind: z.string(),
    state: z.enum(['ok', 'failing', 'unused']),
    delivered_at: time.nullable(),
    failed_at: time.nullable(),
    error: z.string().nullable().describe('What was wrong the last time that it failed'),
    people: z
      .array(z.object({ id: z.string(), name: z.string() }))
      .readonly()
      .nullable()
      .describe('Whom it can reach; null where its receivers are its own'),
  })
  .openapi('Channel') satisfies z.ZodType<ChannelStatus>

const tested = z
  .object({
    channel: z.string(),
    at: time,
    delivered: z.boolean(),
    error: z.string().nullable(),
    took_ms: z.int(),
  })
  .openapi('ChannelTest') satisfies z.ZodType<ChannelTest>

const heartbeat = z
  .object({ beaten_at: time.nullable(), failed_at: time.nullable(), error: z.string().nullable() })
  .openapi('Heartbeat') satisfies z.ZodType<HeartbeatStatus>

const body = z.strictObject({
  by,
  person: z.string().optional().describe('For whom, on a channel without receivers of its own'),
})

/** The ways to reach people. */
export const channelRoutes = ({ channels }: { channels: ChannelDesk }) =>
  jsonRouter()
    .openapi(
      jsonRoute(
        { method: 'get', path: '/api/v1/channels' },
        'The ways to reach people, and how they did of late',
        z.object({ channels: z.array(channel).readonly(), heartbeat: heartbeat.nullable() }),
      ),
      async (c) => c.json({ channels: await channels.list(), heartbeat: channels.heartbeat }, 200),
    )
    .openapi(
      jsonRoute(
        {
          method: 'post',
          path: '/api/v1/channels/{id}/test',
          request: {
            params: z.object({ id: z.string() }),
            body: jsonBody(body),
          },
        },
        'Sends a test message now; the answer says what came of it',
        tested,
      ),
      async (c) => c.json(await channels.test(c.req.valid('param').id, signed(c.var.who, c.req.valid('json'))), 200),
    )
