import { z } from 'zod'

const EXPECTED = 'expected a regular expression'

/** Longest regular expression: room for any that a person can still read. */
const MAX_CHARACTERS = 500

/** A regular expression, kept as its text: options are JSON. Compiled here once to see that it can be. */
export const pattern = z
  .string({ error: EXPECTED })
  .min(1, EXPECTED)
  .max(MAX_CHARACTERS, `${EXPECTED} of at most ${MAX_CHARACTERS} characters`)
  .superRefine((text, context) => {
    try {
      new RegExp(text, 'u')
    } catch (error) {
      context.addIssue({ code: 'custom', message: `${EXPECTED}: ${(error as Error).message}` })
    }
  })
