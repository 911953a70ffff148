/** Runs scripted timelines through the real engine on a simulated clock, and compares what came with what was expected. */
export { sinceStart } from './moments.ts'
export type { Notification } from './notification.ts'
export type { Run } from './run.ts'
export { type Trial, tryScenario } from './trial.ts'
export type { Missing, Verdict } from './verdict.ts'
