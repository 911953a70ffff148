import { fileURLToPath } from 'node:url'

/** Where the console's build puts the page that the collector serves. */
export const consoleDir: string = fileURLToPath(new URL('../../console/dist', import.meta.url))
