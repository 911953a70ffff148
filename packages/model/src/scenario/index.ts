/** Scenarios: scripted timelines for tests of alert rules, read from YAML with exact errors. */
export type { Deed, Script } from './event-schema.ts'
export type { CauseExpectation, NotificationExpectation, StateExpectation } from './expectation-schema.ts'
export { type LoadedScenarios, loadScenarios, type Scenario } from './load.ts'
export type { Moment } from './moment.ts'
export type { Outcome, WrittenField } from './outcome-schema.ts'
export { type Expectation, type Place, readScenarios, type ScenarioEvent, type WrittenScenario } from './read.ts'
