import { ProbeFailure } from '@vonggac/model'
import { Cancelled, Refusal } from '../failure.ts'

/** Whether it is the device's trouble (or the end of the run), and not a bug of ours. */
export const isDeviceTrouble = (error: unknown): error is Error =>
  error instanceof ProbeFailure || error instanceof Cancelled || error instanceof Refusal || isErrno(error)

const isErrno = (error: unknown): error is Error =>
  error instanceof Error && 'code' in error && typeof error.code === 'string'
