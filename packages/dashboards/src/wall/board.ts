import { type Context, frame } from '../frame.ts'
import type { DashboardJson } from '../schema.ts'
import { incidentTiles, onCall } from './people.ts'
import { fresh, live, numbers, siteTiles } from './tiles.ts'

/** For a screen on the wall. Nothing to choose, nothing to click, and it says when it is old. */
export function wallDashboard(context: Context): DashboardJson {
  return frame(context, {
    name: 'wall',
    incidentsOf: [],
    variables: [],
    rows: [
      {
        title: '',
        panels: [
          live(context),
          fresh(context),
          ...numbers(context),
          onCall(context),
          siteTiles(context),
          incidentTiles(context),
        ],
      },
    ],
  })
}
