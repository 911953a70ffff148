/**
 * What paging has to know of what people do with incidents: whoever takes one over, or puts it off, is not paged further.
 * Ids are the engine's: the `run` of an incident.
 */
export interface Paging {
  /** Nobody else is called. */
  acknowledge(run: string, by: string): Promise<void>
  /** Nobody is called before this moment, Unix ms. */
  snooze(run: string, until: number, by: string): Promise<void>
}
