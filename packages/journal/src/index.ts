/** The durable log under the agent's spool and the collector's journal. */
export { type Journal, type JournalRecord, type JournalStats, openJournal } from './journal.ts'
