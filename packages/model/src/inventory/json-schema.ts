import { z } from 'zod'
import { httpProfileSchema } from './http-profile/schema.ts'
import { profileSchema } from './profile/schema.ts'
import { configSchema } from './schema.ts'

/** The JSON Schema (draft 7, as editors' YAML plug-ins read it) of one file of a configuration directory. */
export function configJsonSchema(): object {
  return { ...z.toJSONSchema(configSchema, { io: 'input', target: 'draft-7' }), title: 'Vọng Gác configuration' }
}

/** The JSON Schema of a file of `profiles/`. */
export function profileJsonSchema(): object {
  return { ...z.toJSONSchema(profileSchema, { io: 'input', target: 'draft-7' }), title: 'Vọng Gác SNMP profile' }
}

/** The JSON Schema of a file of `profiles/http/`. */
export function httpProfileJsonSchema(): object {
  return { ...z.toJSONSchema(httpProfileSchema, { io: 'input', target: 'draft-7' }), title: 'Vọng Gác HTTP profile' }
}
