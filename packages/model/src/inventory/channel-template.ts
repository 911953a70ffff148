import { z } from 'zod'
import { channelValues, filterNames, parseTemplate } from '../message-template.ts'
import { didYouMean, rather } from './suggestion.ts'

/** A text with `{{ name | filter }}` in it. Whether the channel has the secrets that it takes is said elsewhere. */
export const template = z
  .string({ error: 'expected a text; `{{ subject }}` and the like may stand in it' })
  .superRefine((text, context) => {
    const parsed = parseTemplate(text, channelValues)
    if (!('problem' in parsed)) return
    const { message, unknown } = parsed.problem
    context.addIssue({ code: 'custom', message: `${message}${unknown ? suggestion(unknown) : ''}` })
  })

function suggestion({ word, known }: { word: string; known: readonly string[] }): string {
  if (known === filterNames) return rather(word, known)
  // Two dozen names help nobody who is far off all of them.
  const near = didYouMean(word, known)
  return near || `; known here: ${[...new Set(known.map((name) => name.replace(/\..*/, '.…')))].join(', ')}`
}
