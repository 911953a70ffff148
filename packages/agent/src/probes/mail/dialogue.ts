import type { Clock, FieldValue, Log } from '@vonggac/model'
import type { Probe, Reading } from '../../probe.ts'
import { createResolver, type Progress, type Resolver } from '../connection.ts'
import { connectionFailure } from '../connection-failure.ts'
import { peerReading } from '../tls/reading.ts'
import { createTrust, type Trust } from '../tls/trust.ts'
import { type MailProtocol, type MailStream, openMailStream } from './mail-stream.ts'
import { createPhases } from './phases.ts'
import { type MailConfig, mailReading, type Seen } from './reading.ts'
import { MailRefusal } from './refusal.ts'
import { type Replies, type ReplyReader, repliesOf } from './replies.ts'
import { plainToken } from './sasl.ts'
import { tlsMode } from './tls-mode.ts'

/** A conversation under way. */
export interface Talk<Config, Reply> {
  readonly config: Config
  readonly replies: Replies<Reply>
  readonly password: string | undefined
  /** Whether TLS is to be asked for. */
  readonly wantsTls: boolean
  write(text: string): void
  /** Ends a part of the conversation: the time since the last one goes to this field. */
  mark(phase: string): void
  /** Begins TLS, after the server has agreed to it. Throws for a server that may be another. */
  secure(): Promise<void>
  /** What has been found out so far; measured whatever the run ends with. */
  measure(fields: Readonly<Record<string, FieldValue>>): void
  /** Something that somebody must look at, although the conversation went on. */
  warn(text: string): void
  readonly localAddress: string
}

/** A protocol of mail. */
export interface Dialogue<Config, Reply> {
  readonly kind: 'smtp' | 'imap' | 'pop3'
  readonly protocol: MailProtocol
  /** All that a server may say in one conversation, bytes. */
  readonly maxBytes: number
  readonly reader: () => ReplyReader<Reply>
  /** Leads the conversation from the greeting to where the check is satisfied. Throws `MailRefusal` for a server that says no. */
  readonly lead: (talk: Talk<Config, Reply>) => Promise<void>
  /** What is said at the end. */
  readonly goodbye: string
}

interface Deps {
  readonly clock: Clock
  readonly resolve: Resolver
  readonly trust: Trust
}

/** A probe that speaks with a mail server and times each part of it. Each run is a connection of its own. */
export function createDialogueProbe<Config extends MailConfig, Reply>(
  dialogue: Dialogue<Config, Reply>,
  { clock }: { readonly clock: Clock; readonly log: Log },
): Probe<Config> {
  const deps: Deps = { clock, resolve: createResolver(clock), trust: createTrust({ legacy: false }) }
  return {
    kind: dialogue.kind,
    async run(config, { signal, secret }): Promise<Reading> {
      signal.throwIfAborted()
      const password = config.auth && secret(config.auth.password)
      const seen: Seen = { kind: dialogue.kind, fields: {}, phases: createPhases(clock), warnings: [] }
      const progress: Progress = { doing: 'starting' }
      const hidden = secretsOf(config, password)
      try {
        await converse(dialogue, config, { ...deps, signal, seen, progress, password })
        return hide(mailReading(config, seen, undefined), hidden)
      } catch (error) {
        seen.phases.end()
        const refusal = error instanceof MailRefusal ? error : undefined
        const failure = connectionFailure(error, progress, signal)
        return hide(mailReading(config, seen, { ...failure, ...(refusal && { status: refusal.status }) }), hidden)
      }
    },
  }
}

interface Run extends Deps {
  readonly signal: AbortSignal
  readonly seen: Seen
  readonly progress: Progress
  readonly password: string | undefined
}

async function converse<Config extends MailConfig, Reply>(
  dialogue: Dialogue<Config, Reply>,
  config: Config,
  run: Run,
): Promise<void> {
  const { seen, progress } = run
  const { protocol, maxBytes } = dialogue
  const mode = tlsMode(config)
  seen.tls = mode
  const mark = (phase: string) => seen.phases.mark(phase)
  using stream = await openMailStream(
    { protocol, host: config.host, port: config.port, family: config.family, maxBytes },
    { ...run, mark },
  )
  const secure = () => secureStream(stream, config, run)
  try {
    if (mode === 'implicit') await secure()
    await dialogue.lead({
      config,
      replies: repliesOf(stream, dialogue.reader(), { protocol, progress }),
      password: run.password,
      wantsTls: mode === 'starttls',
      write: (text) => stream.write(text),
      mark,
      secure,
      measure: (fields) => void Object.assign(seen.fields, fields),
      warn: (text) => void seen.warnings.push(text),
      localAddress: stream.localAddress,
    })
    seen.phases.end()
  } catch (error) {
    seen.phases.end()
    if (error instanceof MailRefusal) await stream.sayGoodbye(dialogue.goodbye)
    throw error
  }
  await stream.sayGoodbye(dialogue.goodbye)
}

async function secureStream(stream: MailStream, config: MailConfig, { trust, clock, seen }: Run): Promise<void> {
  const context = await trust.contextFor(config.caFile)
  const server = await stream.secure({ context, serverName: config.serverName ?? config.host })
  const { dns_ms = 0, connect_ms = 0, tls_ms = 0 } = seen.phases.ms
  const session = { ...server, staple: undefined, phases: { dns_ms, connect_ms, tls_ms } }
  seen.certificate = peerReading(config, session, clock.now())
  // Neither passwords nor names of receivers are told to a server that may be another.
  if (seen.certificate.error === 'tls') throw new MailRefusal('tls', seen.certificate.detail ?? '')
}

/** Secrets shorter than this are not looked for in what is told: `1` stands in every line, characters. */
const MIN_HIDDEN = 4

/** A password in every form in which it is sent. */
const secretsOf = ({ auth }: MailConfig, password: string | undefined): string[] =>
  auth && password !== undefined
    ? [password, Buffer.from(password).toString('base64'), plainToken(auth.user, password)]
    : []

/** A server may repeat what it was sent; people and logs shall not see it. */
function hide(reading: Reading, secrets: readonly string[]): Reading {
  const detail = secrets
    .filter((secret) => secret.length >= MIN_HIDDEN)
    .reduce((text, secret) => text.replaceAll(secret, '[secret]'), reading.detail ?? '')
  return { ...reading, detail }
}
