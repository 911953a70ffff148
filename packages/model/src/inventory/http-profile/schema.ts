import { z } from 'zod'
import { checkKinds } from '../kinds/index.ts'
import { id } from '../scalars.ts'

/** What a profile may say of a request: not where it goes, and not who asks. */
const OWN_TO_A_CHECK = ['profile', 'url', 'auth', 'connectTo', 'connectPort', 'family', 'caFile', 'insecure']

/** Options of kind `http`, without those that belong to one machine. Defaults are those of the check. */
const options = z.strictObject(
  Object.fromEntries(Object.entries(checkKinds.http.config.shape).filter(([key]) => !OWN_TO_A_CHECK.includes(key))),
)

const EXPECTED_PATH = 'expected a path such as /getxml?location=/Status'

/** The YAML file of an HTTP profile: what is asked of a kind of endpoint, and what its answer means. */
export const httpProfileSchema = z
  .strictObject({
    id: id.describe('What checks name in `profile`; also the name of the file.'),
    name: z.string().min(1).describe('For people.'),
    path: z
      .string({ error: EXPECTED_PATH })
      .regex(/^\/\S*$/, EXPECTED_PATH)
      .describe('What is asked for, where the `url` of the check has no path of its own.'),
    options: options.describe('Options of kind `http`, used where the check itself says nothing.'),
  })
  .describe('What is read from a kind of endpoint over HTTP.')
