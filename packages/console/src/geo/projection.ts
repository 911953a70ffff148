/** A place on the drawing, in its own units. */
export interface Point {
  readonly x: number
  readonly y: number
}

/** Latitude and longitude in degrees, as the configuration writes them. */
export type Location = readonly [latitude: number, longitude: number]

export interface Projection {
  (location: Location): Point
  /** Drawing units in one kilometre. */
  readonly unitsPerKm: number
}

/** Length of a degree of latitude, mean. */
const KM_PER_DEGREE = 111.2

/**
 * Equirectangular around the middle of the places, scaled to fit a box with a margin: over a province the distortion
 * is far below a pixel.
 */
export function fitProjection(places: readonly Location[], width: number, height: number, margin: number): Projection {
  const latitudes = places.map(([latitude]) => latitude)
  const longitudes = places.map(([, longitude]) => longitude)
  const [south, north, west, east] = [
    Math.min(...latitudes),
    Math.max(...latitudes),
    Math.min(...longitudes),
    Math.max(...longitudes),
  ]
  const [latitude0, longitude0] = [(south + north) / 2, (west + east) / 2]
  const shrink = Math.cos((latitude0 * Math.PI) / 180)
  const kmWide = Math.max(1, (east - west) * shrink * KM_PER_DEGREE)
  const kmHigh = Math.max(1, (north - south) * KM_PER_DEGREE)
  const unitsPerKm = Math.min((width - 2 * margin) / kmWide, (height - 2 * margin) / kmHigh)
  const project = ([latitude, longitude]: Location): Point => ({
    x: width / 2 + (longitude - longitude0) * shrink * KM_PER_DEGREE * unitsPerKm,
    y: height / 2 - (latitude - latitude0) * KM_PER_DEGREE * unitsPerKm,
  })
  return Object.assign(project, { unitsPerKm })
}
