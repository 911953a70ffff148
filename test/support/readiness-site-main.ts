import { createSocket } from 'node:dgram'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { openReflector } from '../../packages/agent/src/listeners/reflector/index.ts'
import { systemClock } from '../../packages/model/src/clock.ts'
import { silentLog } from '../../packages/model/src/log.ts'
import { answerCall, H323_PORT } from '../../packages/testbed/src/h323.ts'
import { answerOptions, SIP_PORT } from '../../packages/testbed/src/sip.ts'

/**
 * What a site of a province has, in the namespace where this is started: a conferencing endpoint that answers SIP and H.323 at the
 * first address, and a STAMP reflector at the second, for the hub at the third. It loads no more than that: there are 33 of it.
 */
const [endpoint = '', server = '', hub = ''] = process.argv.slice(2)

const sip = createSocket('udp4')
sip.on('message', (bytes, from) => {
  const answer = answerOptions(bytes)
  if (answer) sip.send(answer, from.port, from.address)
})
sip.bind(SIP_PORT, endpoint)
await once(sip, 'listening')

const h323 = createServer((socket) => {
  socket.on('error', () => {})
  socket.on('data', (bytes) => {
    const answer = answerCall(bytes)
    if (answer) socket.write(answer)
  })
})
h323.listen(H323_PORT, endpoint)
await once(h323, 'listening')

const plan = { listen: { address: server, port: 862 }, peers: [hub], packetsPerSecond: 2_000 }
await using _ = await openReflector(plan, undefined, { clock: systemClock, log: silentLog })
process.stdout.write('ready\n')
await once(process, 'SIGTERM')
process.exit(0)
