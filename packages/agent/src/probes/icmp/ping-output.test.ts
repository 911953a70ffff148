import { expect, test } from 'vitest'
import { parsePingOutput } from './ping-output.ts'

const answered = (rttMs: number) => ({ kind: 'answered', rttMs })
const timeout = { kind: 'timeout' }

test.for([
  {
    name: 'iputils',
    output: `PING 10.33.1.1 (10.33.1.1) 56(84) bytes of data.
64 bytes from 10.33.1.1: icmp_seq=1 ttl=64 time=0.063 ms
64 bytes from 10.33.1.1: icmp_seq=3 ttl=64 time=34 ms

--- 10.33.1.1 ping statistics ---
3 packets transmitted, 2 received, 33.3333% packet loss, time 407ms`,
    verdicts: [answered(0.063), timeout, answered(34)],
  },
  {
    name: 'iputils, the network objects',
    output: `PING 10.9.9.9 (10.9.9.9) 56(84) bytes of data.
From 10.0.0.1 icmp_seq=1 Destination Host Unreachable
From 10.0.0.1 icmp_seq=2 Time to live exceeded

--- 10.9.9.9 ping statistics ---
3 packets transmitted, 0 received, +2 errors, 100% packet loss, time 649ms`,
    verdicts: [
      { kind: 'unreachable', note: 'Destination Host Unreachable from 10.0.0.1' },
      { kind: 'unreachable', note: 'Time to live exceeded from 10.0.0.1' },
      timeout,
    ],
  },
  {
    name: 'no way at all',
    output: '/usr/bin/ping: connect: Network is unreachable\n',
    verdicts: new Array(3).fill({ kind: 'unreachable', note: 'Network is unreachable' }),
  },
  {
    name: 'busybox, which counts from 0',
    output: `PING 10.33.1.1 (10.33.1.1): 56 data bytes
64 bytes from 10.33.1.1: seq=0 ttl=64 time=0.100 ms
64 bytes from 10.33.1.1: seq=2 ttl=64 time=0.300 ms

--- 10.33.1.1 ping statistics ---
3 packets transmitted, 2 packets received, 33% packet loss`,
    verdicts: [answered(0.1), timeout, answered(0.3)],
  },
  {
    name: 'Windows',
    output: `Pinging 10.33.1.1 with 56 bytes of data:\r
Reply from 10.33.1.1: bytes=56 time<1ms TTL=64\r
Request timed out.\r
Reply from 10.33.1.1: bytes=56 time=12ms TTL=64\r
\r
Ping statistics for 10.33.1.1:\r
    Packets: Sent = 3, Received = 2, Lost = 1 (33% loss),\r
`,
    verdicts: [answered(1), timeout, answered(12)],
  },
  {
    name: 'an answer after its time',
    output: '64 bytes from 10.33.1.1: icmp_seq=1 ttl=64 time=901 ms\n1 packets transmitted, 1 received, 0% packet loss',
    verdicts: [timeout],
  },
  { name: 'garbage', output: 'garbage\nmore', verdicts: undefined },
  { name: 'nothing', output: '', verdicts: undefined },
  {
    name: 'no permission',
    output: 'ping: socktype: SOCK_RAW\nping: socket: Operation not permitted\n',
    verdicts: undefined,
  },
])('$name', ({ output, verdicts }) => {
  expect(parsePingOutput(output, 3, 500)).toEqual(verdicts)
})
