/** The durable log under the agent's spool and the collector's journal. */
export {
  type Journal,
  type JournalOptions,
  type JournalRecord,
  type JournalStats,
  openJournal,
  type ReadLimit,
} from './journal.ts'
