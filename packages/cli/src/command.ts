import { type ParseArgsConfig, parseArgs } from 'node:util'

/** The operator typed something that the command does not take. One line says what; exit code 2. */
export class UsageError extends Error {
  override name = 'UsageError'
}

type Options = NonNullable<ParseArgsConfig['options']>
type Option = Options[string] & {
  /** What stands for the value in the help: `DIR`. */
  readonly value?: string
  readonly help: string
}

/** A command of `vonggac`: what it takes, what it says of itself, and what it does. */
export interface Command {
  readonly name: string
  /** One line for the list of commands. */
  readonly summary: string
  /** The forms it can be called in, without `vonggac`. */
  readonly usage: readonly string[]
  readonly options: Readonly<Record<string, Option>>
  /** What to know beyond the options. */
  readonly notes?: string
  /** Returns the exit code. Throws `UsageError` or `ConfigError` for what the operator can mend. */
  run(call: Call): Promise<number>
}

/** A call of a command, parsed. */
export interface Call {
  readonly positionals: readonly string[]
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>
  /** Aborts on SIGINT or SIGTERM. */
  readonly signal: AbortSignal
  readonly io: Io
}

/** Where a command writes. Data goes to `out`, everything else to `err`; colour only where a person looks. */
export interface Io {
  out(text: string): void
  err(text: string): void
  readonly colour: boolean
  readonly tty: boolean
}

/** Parses a command's own arguments. Throws a `UsageError` that says what is wrong in one line. */
export function parseCall(
  command: Command,
  args: readonly string[],
): Pick<Call, 'positionals' | 'values'> & { help: boolean } {
  try {
    const options = { ...command.options, help: { type: 'boolean', short: 'h' } } satisfies Options
    const { values, positionals } = parseArgs({ args: [...args], options, allowPositionals: true, strict: true })
    return { values, positionals, help: values.help === true }
  } catch (error) {
    const [message] = (error as Error).message.split('. To specify')
    throw new UsageError(`${message} (see \`vonggac ${command.name} --help\`)`)
  }
}

/** The text of `vonggac COMMAND --help`. */
export function helpOf(command: Command): string {
  const rows = Object.entries(command.options).map(([name, option]) => {
    const flag = option.type === 'string' ? `--${name} ${option.value ?? name.toUpperCase()}` : `--${name}`
    return [flag, option.default === undefined ? option.help : `${option.help} (default: ${option.default})`] as const
  })
  rows.push(['--help', 'this text'])
  const width = Math.max(...rows.map(([flag]) => flag.length))
  return [
    command.summary,
    '',
    ...command.usage.map((form, i) => `${i === 0 ? 'usage:' : '      '} vonggac ${form}`),
    '',
    ...rows.map(([flag, text]) => `  ${flag.padEnd(width)}  ${text}`),
    ...(command.notes ? ['', command.notes] : []),
    '',
  ].join('\n')
}

/** A text option that must be there. */
export function required(call: Call, name: string): string {
  const value = call.values[name]
  if (typeof value !== 'string' || value === '') throw new UsageError(`--${name} is missing (see \`--help\`)`)
  return value
}

/** A text option that may be absent. */
export function optional(call: Call, name: string): string | undefined {
  const value = call.values[name]
  return typeof value === 'string' ? value : undefined
}
