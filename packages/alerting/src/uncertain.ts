/** An attempt that failed, of which a receiver may have the message all the same. */
interface Uncertain extends Error {
  readonly isUncertain: true
}

/**
 * Marks the error of an attempt: the receivers, or some of them, may have the message although it failed. The connection stood and no
 * answer came, or of several receivers not all have taken it. Hands out the same error.
 */
export const uncertain = (error: Error): Error =>
  Object.assign(error, { isUncertain: true } satisfies Partial<Uncertain>)

/** Whether that is so. */
export const isUncertain = (error: unknown): boolean => error instanceof Error && 'isUncertain' in error
