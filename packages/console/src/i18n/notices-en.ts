import type { noticesVi } from './notices-vi.ts'

/** Words of the page of public notices, in English. */
export const noticesEn: typeof noticesVi = {
  title: 'Public notices',
  hint: 'What is written here stands on the page of the services’ status, which anybody may read without signing in.',
  open: 'Open the public page',
  noPage:
    'There is no public page yet. Put `statusPage: {}` under `collector:` in the configuration and restart the collector.',
  current: 'On the page, and planned',
  none: 'There are no notices.',
  over: (count) => `Taken down or over (${count})`,
  what: 'Title',
  text: 'Text',
  whatEnglish: 'Title in English (if any)',
  textEnglish: 'Text in English (if any)',
  about: 'Service',
  all: 'All services',
  from: 'From',
  to: 'To',
  states: { planned: 'Planned', active: 'On the page', over: 'Taken down' },
  end: 'Take down',
  cancel: 'Call off',
  add: 'Publish the notice',
  added: 'Published. The public page has it within 15 seconds.',
}
