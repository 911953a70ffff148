import { onCallOf, topologyOf } from '@vonggac/model/inventory'
import type { Scenario } from '@vonggac/model/scenario'
import { pagerQuestions } from '../oncall/on-call.ts'
import { createPager } from '../paging/pager.ts'
import type { Pager, PagerInput } from '../paging/pager-contract.ts'

/** Makes the pager of a configuration, from what an earlier one remembered where there was one. */
export type OpenPager = (snapshot?: unknown) => Pager

/** The pager as the collector has it, with what it needs of the configuration. */
export function pagerOf({ config }: Pick<Scenario, 'config'>): OpenPager {
  const { organisation, oncall } = config
  const onCall = onCallOf(config)
  const input: PagerInput = {
    ...pagerQuestions(() => onCall),
    organisation: organisation.name,
    timezone: organisation.timezone,
    topology: topologyOf(config),
    link: () => null,
    oncall,
  }
  return (snapshot) => createPager(input, snapshot)
}
