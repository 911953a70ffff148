import type { Point, Tags } from '@vonggac/model'

/**
 * The point with tags that line protocol can say: line breaks become spaces, backslashes at the end slashes.
 * Devices have such names (an interface's description over two lines); what people are shown directly keeps them.
 */
export const sayable = (point: Point): Point => ({ ...point, tags: sayableTags(point.tags) })

const sayableTags = (tags: Tags): Tags =>
  Object.fromEntries(
    Object.entries(tags).map(([key, value]) => [
      key,
      value.replace(/[\r\n]+/g, ' ').replace(/\\+$/, (end) => '/'.repeat(end.length)),
    ]),
  )
