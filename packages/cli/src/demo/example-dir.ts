import { fileURLToPath } from 'node:url'

/** The example province in `config/`. */
export const exampleDir: string = fileURLToPath(new URL('../../../../config', import.meta.url))
