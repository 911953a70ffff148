import type { z } from 'zod'

/** A target as somebody types it: `host`, `host:port`, `[v6]:port`, a URL. `port` is there when it was written. */
export interface TypedTarget {
  readonly text: string
  readonly host: string
  readonly port: number | undefined
}

/** A shape that any kind's options fit. */
export type Options = z.ZodObject

/**
 * A kind of check, as far as it can be configured: the contract between `expandChecks`, the command line and its probe.
 * The probe itself stands in the agent's registry, which has the same kinds. Adding one is a file here and a line in `index.ts`.
 */
export interface CheckKind<Config extends Options = Options> {
  /** One sentence: what a run does. */
  readonly summary: string
  /** What a check of the kind may say. JSON before and after: what it makes of a value, it takes as well. */
  readonly config: Config
  /** How often it runs and how long a run may take, unless tuned, ms. */
  readonly pace: { readonly intervalMs: number; readonly timeoutMs: number }
  /** The time that a run of this configuration takes by itself, ms: its timeout is no shorter, unless the interval is. */
  readonly leastTimeoutMs?: (config: z.output<Config>) => number
  /** Options that only the inventory says, and no tuning changes. */
  readonly fixed: readonly (keyof z.output<Config> & string)[]
  /** Set when a failure says nothing new beside other checks of the same thing: it never opens an incident. */
  readonly context?: true
  /** Whether it may be written out by hand, under a service. */
  readonly byHand: boolean
  /** What it is called between node and `@` in its id; the kind unless said otherwise. */
  readonly nameOf?: (config: z.output<Config>) => string
  /** What is probed, for people. */
  readonly targetOf: (config: z.output<Config>) => string
  /** The machine that is asked: a check of a service depends on the device with this address. */
  readonly hostOf: (config: z.output<Config>) => string | undefined
  /** What `vonggac probe KIND` wants behind it: `HOST:PORT`; nothing for a kind that has no target. */
  readonly typed: string
  /** Options from what was typed. Throws a `ConfigError` for what cannot be meant. */
  readonly fromTyped: (target: TypedTarget) => Record<string, unknown>
}

/** Keeps the options' own type, so that `nameOf` and `targetOf` are checked against them. */
export const defineKind = <Config extends Options>(kind: CheckKind<Config>): CheckKind<Config> => kind

/** `host:port`, with an IPv6 address in brackets. */
export const hostPort = (host: string, port: number): string =>
  host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
