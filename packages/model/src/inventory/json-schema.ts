import { z } from 'zod'
import { configSchema } from './schema.ts'

/** The JSON Schema (draft 7, as editors' YAML plug-ins read it) of one file of a configuration directory. */
export function configJsonSchema(): object {
  return { ...z.toJSONSchema(configSchema, { io: 'input', target: 'draft-7' }), title: 'Vọng Gác configuration' }
}
