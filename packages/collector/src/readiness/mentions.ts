import type { Name } from '@vonggac/model'
import { participantsOf } from '@vonggac/model/inventory'

interface MentionedSite {
  readonly id: string
  readonly name: Name
  readonly devices: readonly { readonly role: string }[]
}

const EVERYBODY = ['all sites', 'toan tinh', 'tat ca diem cau', 'tat ca cac diem cau']

/**
 * Sites that texts of people name: by id, or by their name in either language, with or without Vietnamese accents. An address
 * `hoi-an@…` names `hoi-an`. "toàn tỉnh" or "all sites" means every site with an endpoint.
 */
export function sitesMentioned(texts: readonly string[], sites: readonly MentionedSite[]): string[] {
  const said = texts.map((text) => ` ${words(text)} `)
  const says = (phrase: string) => phrase !== '' && said.some((text) => text.includes(` ${phrase} `))
  if (EVERYBODY.some(says) || texts.some((text) => /^all$/i.test(text.trim()))) return participantsOf('all', sites)
  const names = sites.map((site) => ({ id: site.id, phrases: [site.id, site.name.vi, site.name.en].map(words) }))
  const found = names.filter(({ phrases }) => phrases.some(says))
  // "Tam Kỳ" in "Tam Kỳ Đông" is not Tam Kỳ, where there is a site of the longer name as well.
  const longest = found.filter(
    ({ id, phrases }) =>
      !found.some(
        (other) => other.id !== id && other.phrases.some((long) => phrases.some((short) => isPartOf(short, long))),
      ) || said.some((text) => occurrences(text, phrases) > others(text, { id, phrases }, found)),
  )
  return longest.map(({ id }) => id)
}

interface Named {
  readonly id: string
  readonly phrases: readonly string[]
}

const isPartOf = (short: string, long: string) => short !== long && ` ${long} `.includes(` ${short} `)

/** How often any of the phrases stands in the text. */
const occurrences = (text: string, phrases: readonly string[]) =>
  Math.max(0, ...phrases.map((phrase) => (phrase === '' ? 0 : text.split(` ${phrase} `).length - 1)))

/** How often the text says it only as a part of somebody else's name. */
const others = (text: string, { id, phrases }: Named, found: readonly Named[]) =>
  Math.max(
    0,
    ...found
      .filter((other) => other.id !== id)
      .flatMap((other) => other.phrases.filter((long) => phrases.some((short) => isPartOf(short, long))))
      .map((long) => occurrences(text, [long])),
  )

/** Lower case, no accents, words apart by one space. */
const words = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .replace(/đ/gi, 'd')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
