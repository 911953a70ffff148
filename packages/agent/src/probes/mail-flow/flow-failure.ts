import { type ErrorCode, type MailCause, ProbeFailure } from '@vonggac/model'

/** A failure of the mail service that knows where in the service it is. */
export class FlowFailure extends ProbeFailure {
  readonly mailCause: MailCause
  constructor(mailCause: MailCause, code: ErrorCode, detail: string, options?: ErrorOptions) {
    super(code, detail, options)
    this.mailCause = mailCause
  }
}
