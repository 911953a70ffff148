/** A browser of one run. */
export interface Browser {
  close(): Promise<void>
}
