import { counter } from '@vonggac/model'
import type { Measured } from '../../probe.ts'

/**
 * Telegraf's measurement `net` from /proc/net/dev: counters per interface. `isWanted` leaves out what is loopback or down.
 * The protocol counters of Telegraf's `interface=all` are not read.
 */
export function netPoints(text: string, isWanted: (name: string) => boolean): Measured[] {
  return text.split('\n').flatMap((line) => {
    const colon = line.indexOf(':')
    const values = line
      .slice(colon + 1)
      .trim()
      .split(/\s+/)
    const name = line.slice(0, colon).trim()
    if (colon < 0 || values.length < 16 || !values.every((value) => /^\d+$/.test(value)) || !isWanted(name)) return []
    const column = (at: number) => counter(BigInt(values[at]!))
    const fields = {
      bytes_recv: column(0),
      packets_recv: column(1),
      err_in: column(2),
      drop_in: column(3),
      bytes_sent: column(8),
      packets_sent: column(9),
      err_out: column(10),
      drop_out: column(11),
    }
    return [{ measurement: 'net', tags: { interface: name }, fields }]
  })
}
