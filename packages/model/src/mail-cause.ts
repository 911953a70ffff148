/**
 * Where a mail service is broken, as a test message found it: the closed set of the field `cause` of measurement `mail_flow`.
 * Its index is the field `result_code`. Part of the wire format: add at the end, never rename.
 */
export const mailCauses = [
  'none',
  'submission',
  'tls',
  'auth',
  'greylisted',
  'relay',
  'delivery',
  'mailbox-full',
  'access',
  'junk',
  'reputation',
  'slow',
  'local',
] as const

/** One of the closed set of causes; `none` when the message arrived as it should. */
export type MailCause = (typeof mailCauses)[number]

/** Whether a text from outside is one of ours. */
export const isMailCause = (text: string): text is MailCause => (mailCauses as readonly string[]).includes(text)
