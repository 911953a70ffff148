import { join } from 'node:path'
import { type Call, type Command, optional, UsageError } from '../command.ts'
import { askControl, type ControlRequest } from '../demo/control.ts'
import { demoDir } from '../demo/data-dir.ts'

const ACTIONS = ['cut', 'battery', 'break', 'mend', 'state'] as const

const SITE_OR_LINK = 'a site, such as tam-ky, or one of its links, such as tam-ky/vnpt'

/** What each action wants behind it. */
const NEEDS = {
  cut: SITE_OR_LINK,
  battery: 'a site with a UPS, such as hoi-an',
  break: 'a service with web pages, such as qoffice',
  mend: `${SITE_OR_LINK}, or a service, such as qoffice`,
}

/** `vonggac demo`: the whole system on this machine, and the hand that cuts its links. */
export const demo: Command = {
  name: 'demo',
  summary: 'Run the whole system on this machine over a simulated province.',
  usage: [
    'demo [--port PORT]',
    'demo cut SITE[/LINK]',
    'demo battery SITE',
    'demo break SERVICE',
    'demo mend SITE[/LINK]|SERVICE',
    'demo state',
  ],
  options: {
    port: { type: 'string', value: 'PORT', default: '8480', help: 'where console and API listen, on 127.0.0.1' },
    config: { type: 'string', value: 'DIR', help: 'the province to simulate, instead of the example' },
    data: { type: 'string', value: 'DIR', help: 'where the demo keeps its data, instead of .demo in the clone' },
    keep: { type: 'boolean', help: 'go on with the data of the demo before' },
    'snmp-port': { type: 'string', value: 'PORT', default: '16161', help: 'UDP port of the simulated devices' },
    influx: { type: 'string', value: 'URL', help: 'store in this InfluxDB instead of the embedded store' },
    json: { type: 'boolean', help: 'with state: print JSON' },
  },
  notes: [
    'Every site of the example answers on loopback addresses 127.33.N.x: ICMP by the kernel, everything else by the demo, with',
    'simulated devices and servers (SNMP, web, mail, DNS, NTP, STUN, SIP, H.323); their certificates are of an authority of its own.',
    'Cutting a link takes its addresses really off the loopback network, which needs root (or CAP_NET_ADMIN) on Linux.',
    'Ctrl-C ends everything.',
  ].join('\n'),
  async run(call) {
    const [action, target] = call.positionals
    const dir = optional(call, 'data') ?? demoDir
    if (action === undefined) return await (await import('../demo/run.ts')).runDemo(call, dir)
    if (!ACTIONS.includes(action as ControlRequest['do']))
      throw new UsageError(`demo does not know \`${action}\`; it takes ${ACTIONS.join(', ')}`)
    if (action !== 'state' && !target)
      throw new UsageError(`demo ${action} needs ${NEEDS[action as Exclude<ControlRequest['do'], 'state'>]}`)
    return await ask(call, dir, { do: action as ControlRequest['do'], ...(target !== undefined && { target }) })
  },
}

async function ask({ io }: Call, dir: string, request: ControlRequest): Promise<number> {
  const answer = await askControl(join(dir, 'control.sock'), request)
  if (!answer) throw new UsageError('no demo is running here; start one with `npm start` (or `vonggac demo`)')
  if (answer.ok) io.out(`${answer.text}\n`)
  else io.err(`vonggac: ${answer.text}\n`)
  return answer.ok ? 0 : 1
}
