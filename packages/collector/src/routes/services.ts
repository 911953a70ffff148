import { z } from '@hono/zod-openapi'
import { serviceDetailSchema, serviceSchema } from '../api-service-schemas.ts'
import { HttpProblem } from '../problem.ts'
import type { ServiceBook } from '../services/service-book.ts'
import { jsonRoute, jsonRouter } from './json-route.ts'

const services = z.object({ services: z.array(serviceSchema).readonly() })
const params = z.object({
  id: z.string().describe('`site/service`, its slash written %2F; or the service’s id alone where only one has it'),
})

/** How services are and were. */
export const serviceRoutes = ({ services: book }: { services: ServiceBook }) =>
  jsonRouter()
    .openapi(
      jsonRoute({ method: 'get', path: '/api/v1/services' }, 'All services with their state', services),
      async (c) => c.json({ services: await book.list() }, 200),
    )
    .openapi(
      jsonRoute(
        { method: 'get', path: '/api/v1/services/{id}', request: { params } },
        'A service with its changes and outages of the last month',
        serviceDetailSchema,
      ),
      async (c) => {
        const { id } = c.req.valid('param')
        const service = await book.find(id)
        if (!service) throw new HttpProblem(404, `there is no service ${JSON.stringify(id)}`)
        return c.json(service, 200)
      },
    )
