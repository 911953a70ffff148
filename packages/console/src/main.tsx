import { render } from 'preact'
import { createClient } from './api/client.ts'
import { App } from './components/app.tsx'
import { type Console, ConsoleProvider } from './context.ts'
import { startRouter } from './router.ts'
import { openSettings } from './settings/settings.ts'
import { createIdentity, followIdentity, mayEnter, refreshIdentity } from './state/identity.ts'
import { nothingYet, reduceLive } from './state/live.ts'
import { runSession } from './state/session.ts'
import { createStore, nextFrame } from './state/store.ts'
import './styles/theme.css'
import './styles/base.css'
import './styles/header.css'
import './styles/overview.css'
import './styles/map.css'
import './styles/site.css'
import './styles/incident.css'
import './styles/table.css'
import './styles/readiness.css'
import './styles/reports.css'
import './styles/check.css'
import 'uplot/dist/uPlot.min.css'
import './styles/chart.css'
import './styles/people.css'

const settings = openSettings()
const client = createClient({ token: () => settings.state.token })
const live = createStore(reduceLive, nothingYet, nextFrame)
const identity = createIdentity()
followIdentity(client, identity, live)
const clock = createStore((_: number, now: number) => now, Date.now())
setInterval(() => clock.dispatch(Date.now() + live.state.clockOffset), 1000)

/** Asks first who we are, so that a browser without a session is not refused over and over. */
const begin = async (signal: AbortSignal) => {
  await refreshIdentity(client, identity, signal)
  if (signal.aborted) return
  if (mayEnter(identity.state)) await runSession(client, live, signal)
  else live.dispatch({ kind: 'connection', connection: 'unauthorised' })
}

let session = new AbortController()
const connect = () => {
  session.abort()
  session = new AbortController()
  void begin(session.signal)
}

const showSettings = () => {
  const { language, theme } = settings.state
  document.documentElement.lang = language
  document.documentElement.dataset.theme = theme
}
settings.subscribe(showSettings)
showSettings()
connect()

const console: Console = { client, live, settings, router: startRouter(), identity, clock, connect }
render(
  <ConsoleProvider value={console}>
    <App />
  </ConsoleProvider>,
  document.getElementById('app')!,
)
