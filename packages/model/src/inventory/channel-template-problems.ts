import {
  channelValues,
  fillTemplate,
  namesIn,
  type Placeholder,
  parseTemplate,
  type Template,
} from '../message-template.ts'
import { at, type Item, type Path, textAt } from './located.ts'
import type { Say } from './references.ts'
import { rather } from './suggestion.ts'

/** Values that people write and gateways give: anything may stand in them. */
const FREE = /^(subject|text|link|short\.|incident\.title\.|actions\.|to\.|secrets\.)/
/** Values that not every message has. */
const OPTIONAL = /^(link|actions\.|incident\.resolvedAt|to\.(?!phone))/
/** Filters whose output is harmless in an address. */
const SAFE_IN_ADDRESS = ['url', 'msisdn', 'unix']
/** What no JSON text and no line can hold as it is. */
const HOSTILE = '"\\\n'

/** Templates of a channel that take a secret which it has not, that write one down, and such as break with the first quote in a title. */
export function channelTemplateProblems(channel: Item, say: Say): void {
  const { node, path } = channel
  const templates = templatesOf(channel)
  const declared = at(node, ['secrets'])
  const secrets = declared?.kind === 'map' ? [...declared.entries.keys()] : []
  for (const { where, template } of templates) {
    const lacking = namesIn(template)
      .filter((name) => name.startsWith('secrets.'))
      .map((name) => name.slice('secrets.'.length))
      .find((name) => !secrets.includes(name))
    if (lacking === undefined) continue
    say(where, `there is no secret \`${lacking}\` under \`secrets\` of this channel${rather(lacking, secrets)}`)
  }
  const body = templates.find(({ key }) => key === 'body')
  if (body && /json/i.test(textAt(node, 'contentType') ?? 'application/json')) jsonBody(body, say)
  const type = textAt(node, 'contentType')
  if (type !== undefined && /\p{Cc}/u.test(type)) say([...path, 'contentType'], 'expected one line')
  if (textAt(node, 'kind') === 'sms') sms(channel, templates, say)
}

interface Written {
  readonly key: string
  readonly where: Path
  readonly template: Template
}

/** Every template that can be read; what is wrong within one is said by the schema. */
function templatesOf({ node, path }: Item): Written[] {
  const headers = at(node, ['headers'])
  const names = headers?.kind === 'map' ? [...headers.entries.keys()] : []
  const written = [
    { key: 'body', where: [...path, 'body'], text: textAt(node, 'body') },
    ...(textAt(node, 'kind') === 'sms' ? [{ key: 'url', where: [...path, 'url'], text: textAt(node, 'url') }] : []),
    ...names.map((name) => ({ key: 'header', where: [...path, 'headers', name], text: textAt(headers, name) })),
  ]
  return written.flatMap(({ key, where, text }) => {
    const parsed = text === undefined ? undefined : parseTemplate(text, channelValues)
    return parsed && 'template' in parsed ? [{ key, where, template: parsed.template }] : []
  })
}

const placeholdersOf = (template: Template): Placeholder[] =>
  template.flatMap((part) => (typeof part === 'string' ? [] : [part]))

const writtenAs = ({ name, filters }: Placeholder): string =>
  [
    '{{',
    [name, ...filters.map((one) => (one.name === 'cut' ? `cut(${one.argument})` : one.name))].join(' | '),
    '}}',
  ].join(' ')

/** A body that is JSON until a title has a quote in it is refused by the receiver on the very night. */
function jsonBody({ where, template }: Written, say: Say) {
  if (!isJson(template, {}))
    return say(where, 'is no JSON once it is filled in; name another `contentType` where it shall be none')
  for (const { name, filters } of placeholdersOf(template)) {
    const trouble =
      FREE.test(name) && !isJson(template, { [name]: HOSTILE })
        ? `as soon as there is a quote in \`${name}\``
        : OPTIONAL.test(name) && !isJson(template, { [name]: undefined })
          ? `where there is no \`${name}\``
          : undefined
    if (trouble === undefined) continue
    const right = {
      name,
      filters: [...filters.filter((one) => one.name !== 'json'), { name: 'json', argument: 0 }],
    } as const
    return say(where, `is no JSON ${trouble}: write \`${writtenAs(right)}\`, without quotes around it`)
  }
}

/** Whether a template gives JSON with these values, and everything else as it usually is. */
function isJson(template: Template, special: Readonly<Record<string, string | undefined>>): boolean {
  const values = namesIn(template).reduce<Values>(
    (all, name) => withValue(all, name.split('.'), Object.hasOwn(special, name) ? special[name] : usual(name)),
    {},
  )
  try {
    JSON.parse(fillTemplate(template, values))
    return true
  } catch {
    return false
  }
}

interface Values {
  readonly [name: string]: unknown
}

function withValue(values: Values, [step = '', ...rest]: readonly string[], value: unknown): Values {
  const below = values[step]
  if (rest.length > 0) return { ...values, [step]: withValue(isValues(below) ? below : {}, rest, value) }
  return { ...values, [step]: isValues(below) ? below : value }
}

const isValues = (value: unknown): value is Values => typeof value === 'object' && value !== null

const usual = (name: string): unknown =>
  name === 'incident' ? {} : /(^now|since|At)$/.test(name) ? 1 : name === 'to.phone' ? '0900000001' : 'x'

/** What a text message is for: a number, and words; and an address that holds whatever they are. */
function sms({ node, path }: Item, templates: readonly Written[], say: Say) {
  const names = new Set(templates.flatMap(({ template }) => namesIn(template)))
  const url = textAt(node, 'url')
  const address = templates.find(({ key }) => key === 'url')
  if (textAt(node, 'method') === 'GET' && at(node, ['body']))
    say([...path, 'body'], 'is of no use: a GET has no body; put it into `url`')
  if (url === undefined || !address) return
  addressProblems(url, address, say)
  // Without any template it posts number and text as they are.
  const body = at(node, ['body'])
  if (!body && !url.includes('{{') && textAt(node, 'method') !== 'GET') return
  // What stands in a body that cannot be read is not known.
  if (body && !templates.some(({ key }) => key === 'body')) return
  if (![...names].some((name) => /^(text|subject|short\.)/.test(name)))
    say(path, 'says nothing of what broke: `{{ text }}` stands neither in `url` nor in `body`')
  if (!names.has('to.phone'))
    say(
      path,
      'says to nobody: `{{ to.phone }}` stands neither in `url` nor in `body`; what has fixed receivers is a webhook',
    )
}

function addressProblems(text: string, { where, template }: Written, say: Say) {
  const [start] = template
  const isOfSecret = start === '' && placeholdersOf(template)[0]?.name.startsWith('secrets.')
  if (!isOfSecret && !/^https?:\/\/[^/?#{]/i.test(text))
    return say(where, 'expected an address that starts with http:// or https://, or {env: NAME} or {file: /path}')
  if (/^https?:\/\/[^/?#]*:[^/?#{]*@/i.test(text) || /[?&](pass(word)?|pwd|secret|token|api_?key)=[^&{]/i.test(text))
    return say(
      where,
      'a password never stands in these files; name it under `secrets`, and write `{{ secrets.NAME | url }}`',
    )
  const inside = placeholdersOf(template).slice(isOfSecret ? 1 : 0)
  const bare = inside.find(
    ({ name, filters }) => FREE.test(name) && !SAFE_IN_ADDRESS.includes(filters.at(-1)?.name ?? ''),
  )
  if (!bare) return
  const right = { name: bare.name, filters: [...bare.filters, { name: 'url', argument: 0 }] } as const
  say(where, `\`${writtenAs(bare)}\` is no part of an address as it is: write \`${writtenAs(right)}\``)
}
