import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { vonggac } from '../support/vonggac.ts'

/** What somebody types wrong costs them one clear line, exit code 2, and nothing on standard output. */

const dir = mkdtempSync(join(tmpdir(), 'command-line-'))
beforeAll(() =>
  writeFileSync(
    join(dir, 'all.yaml'),
    `sites: [{id: a, name: A, devices: [{id: d, role: other, address: 127.0.0.1}]}]
agents: [{id: hub, site: a, hub: true}]
`,
  ),
)
afterAll(() => rmSync(dir, { recursive: true, force: true }))

const file = join(dir, 'all.yaml')

test.for<{ args: readonly string[]; says: string }>([
  { args: ['probe', 'icmp', '127.0.0.1', '127.0.0.2'], says: 'does not take `127.0.0.2` as well' },
  { args: ['probe', 'icmp', '127.0.0.1:80'], says: 'ICMP has no ports' },
  { args: ['probe', 'icmp', '127.0.0.1', '--timeout', '0s'], says: '--timeout 0s: expected a duration' },
  { args: ['probe', 'host', 'elsewhere'], says: 'does not take `elsewhere`' },
  { args: ['probe', 'snmp', '127.0.0.1', '--auth-key', 'KEY'], says: '--auth-key is of SNMP v3' },
  { args: ['agent', '--config', dir, '--spool', join(file, 'spool.db')], says: `${file} cannot be made: a file` },
  { args: ['agents', 'list', '--config', dir, '--data', join(file, 'x')], says: 'cannot be made: a file' },
  { args: ['collector', '--config', dir, '--data', file], says: 'cannot be made: a file' },
  { args: ['demo', '--data', file], says: `${file} cannot be made: a file` },
])('vonggac $args', async ({ args, says }) => {
  const { code, stdout, stderr } = await vonggac(args)
  expect(stderr).toContain(says)
  expect({ code, stdout, lines: stderr.trim().split('\n').length }).toEqual({ code: 2, stdout: '', lines: 1 })
})
