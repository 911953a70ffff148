/**
 * Why a check did not answer `ok`: the closed set of codes that stands in the field `error` of measurement `check`.
 * It is part of the wire format: add at the end, never rename. Free text belongs in `detail`.
 */
export const errorCodes = {
  timeout: 'no answer before the deadline',
  refused: 'the target answered that nothing listens there',
  unreachable: 'the network said that there is no way to the target',
  reset: 'the target closed the conversation before it was over',
  dns: 'the name could not be resolved',
  tls: 'the TLS handshake or the certificate failed',
  auth: 'the target did not accept our credentials',
  protocol: 'the answer is not what the protocol allows',
  mismatch: 'the answer is well formed, but not the expected one',
  partial: 'some of what was asked came, some did not',
  loss: 'packets were lost beyond the threshold',
  slow: 'the answer came, later than the threshold',
  down: 'the target itself reports that it is down',
  threshold: 'a measured value is beyond its threshold',
  local: 'this machine could not run the probe (no permission, program missing, no sockets left)',
  missing: 'no result arrived when one was due',
} as const

/** One of the closed set of error codes. */
export type ErrorCode = keyof typeof errorCodes

/** Whether a text from outside is one of ours. */
export const isErrorCode = (text: string): text is ErrorCode => Object.hasOwn(errorCodes, text)
