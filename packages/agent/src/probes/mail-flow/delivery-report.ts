import type { SeenMessage } from './mark.ts'

/** Characters of a diagnosis that are kept. */
const MAX_DIAGNOSIS = 300

/** Why a message was not delivered, as a mail system reports it (RFC 3464). */
export interface DeliveryReport {
  /** `failed`, or `delayed`: it is still tried. */
  readonly action: string
  /** RFC 3463, such as `5.2.2`; empty where it does not say. */
  readonly status: string
  /** What the server said that would not take it. */
  readonly diagnosis: string
  /** Who reports. */
  readonly reporter: string
}

/** Reads a report; what it does not say is empty. Never throws. */
export function deliveryReport({ body }: SeenMessage): DeliveryReport {
  const text = body.replace(/\r?\n[ \t]+/g, ' ')
  const field = (name: string) => (new RegExp(`^${name}:[ \\t]*(.*)$`, 'im').exec(text)?.[1] ?? '').trim()
  return {
    action: field('Action').toLowerCase().slice(0, 20),
    status: /^[245]\.\d{1,3}\.\d{1,3}/.exec(field('Status'))?.[0] ?? '',
    diagnosis: withoutType(field('Diagnostic-Code')).slice(0, MAX_DIAGNOSIS),
    reporter: withoutType(field('Reporting-MTA')).slice(0, 100),
  }
}

const withoutType = (value: string): string => value.replace(/^[\w-]+;\s*/, '')

/** Whether it says that there is no room in the mailbox. */
export const saysFull = ({ status, diagnosis }: Pick<DeliveryReport, 'status' | 'diagnosis'>): boolean =>
  /^[245]\.2\.2$/.test(status) || /quota|mailbox (?:is |for user is )?full|over ?quota/i.test(diagnosis)
