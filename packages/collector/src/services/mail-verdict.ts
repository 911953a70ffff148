import { isErrorCode, isMailCause, type MailCause, type Name } from '@vonggac/model'

/** A check of a mail service: how it counts, and what was last wrong with it (`timeout: no answer within 5s`). */
export interface MailEvidence {
  readonly check: {
    readonly id: string
    readonly kind: string
    readonly config: Readonly<Record<string, unknown>>
  }
  /** `working`, `impaired`, `failed` count; any other says nothing. */
  readonly state: string
  readonly why: string
}

/** Where a mail service is broken. */
export type MailPart = 'server' | 'submission' | 'relay' | 'delivery' | 'access' | 'reputation'

/** What is broken, where, and by which check it is known. */
export interface MailVerdict {
  readonly where: MailPart
  /** The id of the check that tells most. */
  readonly check: string
  readonly text: Name
}

/** What one check says. */
interface Symptom {
  readonly check: string
  readonly kind: string
  readonly where: MailPart
  readonly what: What
  /** Nothing of the server answered: no connection came about. */
  readonly isAway: boolean
  readonly detail: string
}

/**
 * What is broken in a mail service, from all of its checks: of several things that are wrong the one that explains the others.
 * Pure; undefined when no check that knows mail says that something is. What fails goes before what is only impaired.
 */
export function mailVerdict(evidence: readonly MailEvidence[]): MailVerdict | undefined {
  for (const state of ['failed', 'impaired']) {
    const symptoms = evidence.filter((one) => one.state === state).flatMap(symptomOf)
    const first = explaining(symptoms)
    if (first) return { where: first.where, check: first.check, text: textOf(first) }
  }
  return undefined
}

/**
 * In this order: nothing answers at all; the mailboxes are away (their server also takes the passwords of those who send, and
 * stores what is delivered); then the way of a message; what receivers think of it last.
 */
function explaining(symptoms: readonly Symptom[]): Symptom | undefined {
  const away = symptoms.filter(({ isAway }) => isAway)
  const frontAway = away.find(({ where }) => where === 'submission' || where === 'relay')
  const backAway = away.find(({ where }) => where === 'access')
  if (frontAway && backAway) return { ...frontAway, where: 'server', what: 'server' }
  const whole = away.find(({ where }) => where === 'server')
  if (whole) return whole
  if (backAway) return telling(away, 'access')
  for (const where of ['submission', 'relay', 'delivery', 'access', 'reputation'] as const) {
    const symptom = telling(symptoms, where)
    if (symptom) return symptom
  }
  return undefined
}

/** Of several symptoms of one part: the queue knows why mail waits; a dialogue says more than a port. */
const TELLING = ['mail_queue', 'mail_flow', 'smtp', 'imap', 'pop3', 'mail_posture', 'tls', 'tcp']

const telling = (symptoms: readonly Symptom[], where: MailPart): Symptom | undefined =>
  symptoms
    .filter((symptom) => symptom.where === where)
    .sort((a, b) => TELLING.indexOf(a.kind) - TELLING.indexOf(b.kind))[0]

const AWAY = new Set(['refused', 'unreachable', 'timeout', 'reset', 'dns'])

function symptomOf({ check, why }: MailEvidence): Symptom[] {
  const { id, kind, config } = check
  const [error, said] = behindCode(why, isErrorCode)
  const isAway = error !== undefined && AWAY.has(error)
  const symptom = (where: MailPart, what: What, detail = said, away = isAway): Symptom[] => [
    { check: id, kind, where, what, isAway: away, detail },
  ]
  switch (kind) {
    case 'mail_flow': {
      const [cause, detail] = behindCode(said, isMailCause)
      const where = partOf(cause, detail)
      // A message that does not arrive in time is no sign that nothing answers.
      return symptom(where, whatOf(cause, where), detail, isAway && (where === 'access' || where === 'submission'))
    }
    case 'mail_queue':
      return symptom('delivery', 'queue', said, false)
    case 'mail_posture':
      return symptom('reputation', 'posture', said, false)
    case 'imap':
    case 'pop3':
      return symptom('access', dialogueOf(error, said, 'access'))
    case 'smtp':
    case 'tls':
    case 'tcp': {
      const where = partByPort[Number(config.port ?? (kind === 'smtp' ? 25 : 443))]
      if (where) return symptom(where, dialogueOf(error, said, where))
      return kind === 'smtp' ? symptom('submission', dialogueOf(error, said, 'submission')) : []
    }
    default:
      return []
  }
}

const partByPort: Readonly<Record<number, MailPart | undefined>> = {
  25: 'relay',
  465: 'submission',
  587: 'submission',
  110: 'access',
  143: 'access',
  993: 'access',
  995: 'access',
}

/** What stands in front of the first colon, if it is one of a closed set, and what stands behind it. */
function behindCode<Code extends string>(
  text: string,
  isCode: (text: string) => text is Code,
): [Code | undefined, string] {
  const at = text.indexOf(': ')
  const code = at === -1 ? text : text.slice(0, at)
  return isCode(code) ? [code, at === -1 ? '' : text.slice(at + 2)] : [undefined, text]
}

/** The part that a test message found broken. */
function partOf(cause: MailCause | undefined, detail: string): MailPart {
  switch (cause) {
    case 'tls':
    case 'auth':
      return /\b(?:IMAP|nobody logged in)\b/.test(detail) ? 'access' : 'submission'
    case 'submission':
    case 'greylisted':
      return 'submission'
    case 'relay':
    case 'access':
    case 'reputation':
      return cause
    case 'junk':
      return 'reputation'
    default:
      return 'delivery'
  }
}

function whatOf(cause: MailCause | undefined, where: MailPart): What {
  if (cause === undefined || cause === 'none' || cause === 'local') return where
  return cause in WORDS ? (cause as What) : where
}

function dialogueOf(error: string | undefined, said: string, where: MailPart): What {
  if (error === 'tls' || error === 'auth') return error
  return /gr[ea]y-?list/i.test(said) ? 'greylisted' : where
}

const WORDS = {
  server: { vi: 'máy chủ thư không trả lời', en: 'the mail server does not answer' },
  submission: { vi: 'không gửi được thư', en: 'mail cannot be sent' },
  relay: { vi: 'thư không ra hoặc không vào được', en: 'mail does not get out or in' },
  delivery: { vi: 'thư đã nhận nhưng không đến hộp thư', en: 'mail is taken but does not arrive' },
  access: { vi: 'không mở được hộp thư', en: 'mailboxes cannot be opened' },
  reputation: { vi: 'bên nhận không tin thư của ta', en: 'receivers do not trust our mail' },
  tls: { vi: 'mã hóa (TLS) của máy chủ thư hỏng', en: 'TLS of the mail server is broken' },
  auth: { vi: 'máy chủ thư không nhận đăng nhập', en: 'the mail server does not accept the login' },
  greylisted: { vi: 'thư bị hoãn vì danh sách xám', en: 'mail is put off by greylisting' },
  'mailbox-full': { vi: 'hộp thư đầy', en: 'the mailbox is full' },
  junk: { vi: 'thư rơi vào thư rác', en: 'mail ends up in the junk folder' },
  slow: { vi: 'thư đến chậm', en: 'mail arrives late' },
  queue: { vi: 'thư ứ lại trong hàng đợi', en: 'mail piles up in the queue' },
  posture: { vi: 'bản ghi DNS của tên miền thư có lỗi', en: 'what the mail domain publishes is wrong' },
} as const

type What = keyof typeof WORDS

/** Where it is, in the words of the console. */
const PARTS: Readonly<Record<MailPart, Name>> = {
  server: { vi: 'Máy chủ', en: 'Server' },
  submission: { vi: 'Gửi', en: 'Submission' },
  relay: { vi: 'Chuyển tiếp', en: 'Relay' },
  delivery: { vi: 'Phát thư', en: 'Delivery' },
  access: { vi: 'Truy cập', en: 'Access' },
  reputation: { vi: 'Uy tín', en: 'Reputation' },
}

/** `Delivery: the mailbox is full (10 of 10 MB; …)`; what was seen stays in the words of the probe. */
function textOf({ where, what, detail }: Symptom): Name {
  const [words, more] = [`${WORDS[what].en}: `, detail]
  const news = more.startsWith(words) ? more.slice(words.length) : more
  const seen = news === '' ? '' : ` (${news})`
  return {
    vi: `${PARTS[where].vi}: ${WORDS[what].vi}${seen}`,
    en: `${PARTS[where].en}: ${WORDS[what].en}${seen}`,
  }
}
