import { type Context, drillDown } from '../frame.ts'
import { placeholder } from '../placeholder.ts'

const site = placeholder('site')

/** From a curve: its interface alone, on this board. */
export const curveToInterface = (context: Context) =>
  drillDown(context, 'device', {
    site,
    device: placeholder('__field.labels.device'),
    interface: placeholder('__field.labels.ifName'),
  })

/** The same from the cell with the interface's name. */
export const cellToInterface = (context: Context) =>
  drillDown(context, 'device', {
    site,
    device: placeholder(`__data.fields["${context.t('device')}"]`),
    interface: placeholder('__value.raw'),
  })
