import { type Context, drillDown } from './frame.ts'
import { field, type Override } from './panel.ts'
import { placeholder } from './placeholder.ts'

/** The column of sites in a table: each leads to its board. */
export const siteColumn = (context: Context): Override =>
  field(context.t('site'), { links: [drillDown(context, 'site', { site: placeholder('__value.raw') })] })

/** The column of links in a table that has one of sites: each leads to its board. */
export const linkColumn = (context: Context): Override => {
  const link = { site: placeholder('__data.fields.site'), link: placeholder('__value.raw') }
  return field(context.t('link'), { links: [drillDown(context, 'link', link)] })
}
