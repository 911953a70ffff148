import { ProbeFailure } from '@vonggac/model'

/** An answer that is not what HTTP/1.1 allows. */
export const badAnswer = (what: string): ProbeFailure => new ProbeFailure('protocol', what)
