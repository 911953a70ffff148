import { readFile } from 'node:fs/promises'

/** The kernel's tables of UDP sockets. */
const TABLES = ['/proc/net/udp', '/proc/net/udp6']

/**
 * How many packets the kernel threw away because the socket bound to this port of ours was full: loss that is this machine's, not the
 * network's. 0 where that cannot be told (not Linux).
 */
export async function socketDrops(port: number): Promise<number> {
  const tables = await Promise.all(TABLES.map((path) => readFile(path, 'latin1').catch(() => '')))
  return tables.reduce((sum, table) => sum + dropsIn(table, port), 0)
}

/** The column `drops` of the lines of that local port, added up. */
export function dropsIn(table: string, port: number): number {
  const end = `:${port.toString(16).toUpperCase().padStart(4, '0')}`
  let drops = 0
  for (const line of table.split('\n')) {
    const columns = line.trim().split(/\s+/)
    if (columns[1]?.endsWith(end)) drops += Number(columns.at(-1)) || 0
  }
  return drops
}
