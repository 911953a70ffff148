/** The durable log under the agent's spool and the collector's journal. */
export { DamagedJournal } from './database.ts'
export {
  type Journal,
  type JournalOptions,
  type JournalRecord,
  type JournalStats,
  openJournal,
  type ReadLimit,
} from './journal.ts'
