import { execFile } from 'node:child_process'

/** One value through Net-SNMP's own `snmpget`, or `undefined` when there is no answer. */
export function snmpGet(target: string, community: string, oid: string): Promise<string | undefined> {
  const args = ['-v2c', '-c', community, '-t', '0.3', '-r', '0', '-Oqv', target, oid]
  return new Promise((resolve, reject) => {
    execFile('snmpget', args, { env: { ...process.env, MIBS: '' } }, (error, stdout) => {
      if (error?.code === 'ENOENT') reject(new Error('snmpget is missing: install the Debian package snmp'))
      else resolve(error ? undefined : stdout.trim())
    })
  })
}
