import { type ErrorCode, ProbeFailure, type Status } from '@vonggac/model'

/** A server that speaks its protocol, and says no. */
export class MailRefusal extends ProbeFailure {
  /** `warn` for what passes by itself. */
  readonly status: Extract<Status, 'warn' | 'fail'>
  constructor(code: ErrorCode, detail: string, status: Extract<Status, 'warn' | 'fail'> = 'fail') {
    super(code, detail)
    this.status = status
  }
}

/** A server that was to offer TLS and does not: never spoken to in the clear. */
export const stripped = (command: 'STARTTLS' | 'STLS'): MailRefusal =>
  new MailRefusal(
    'tls',
    `${command} is not offered: someone on the way or the server has removed it; nothing was sent in the clear`,
  )
