import { configDocumentSchema } from '../api-config-schemas.ts'
import type { ConfigDocument } from '../api-config-types.ts'
import { jsonRoute, jsonRouter } from './json-route.ts'

/** What the configuration in force is made of. */
export const configRoutes = ({ configuration }: { configuration: () => Promise<ConfigDocument> }) =>
  jsonRouter().openapi(
    jsonRoute(
      { method: 'get', path: '/api/v1/config' },
      'What is loaded: files, counts, what may not be meant so. No secrets',
      configDocumentSchema,
    ),
    async (c) => c.json(await configuration(), 200),
  )
