import { type Point, tagText } from '@vonggac/model'

/**
 * The point with tags that line protocol can say. Devices have names that it cannot, such as an interface's
 * description over two lines; what people are shown directly keeps them.
 */
export const sayable = (point: Point): Point => ({
  ...point,
  tags: Object.fromEntries(Object.entries(point.tags).map(([key, value]) => [key, tagText(value)])),
})
