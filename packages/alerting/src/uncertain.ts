/**
 * Marks the error of an attempt: the receivers, or some of them, may have the message although it failed. The connection stood and no
 * answer came, or of several receivers not all have taken it. Hands out the same error.
 */
export const uncertain = (error: Error): Error => Object.assign(error, { isUncertain: true })

/** Whether that is so. */
export const isUncertain = (error: unknown): boolean => error instanceof Error && 'isUncertain' in error
