/**
 * `npm test`: sets the clone up, installs the Debian packages that the tests talk to (as root, where they are missing),
 * and runs everything that must hold: format and lint, types, unit tests, tests against real servers.
 * Arguments go to vitest: `npm test -- packages/journal`.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, dirname, join } from 'node:path'
import { node, root, setup } from './setup.mjs'

/** A program that the tests start, or a file that they need, and the Debian package that brings it. */
const needed = {
  influxd: 'influxdb',
  influx: 'influxdb-client',
  snmpd: 'snmpd',
  lldpd: 'lldpd',
  snmpget: 'snmp',
  snmpsimd: 'snmpsim',
  fping: 'fping',
  traceroute: 'traceroute',
  tracepath: 'iputils-tracepath',
  sysctl: 'procps',
  knotd: 'knot',
  dnsmasq: 'dnsmasq-base',
  unbound: 'unbound',
  chronyd: 'chrony',
  ping: 'iputils-ping',
  ip: 'iproute2',
  nft: 'nftables',
  nginx: 'nginx-light',
  openssl: 'openssl',
  curl: 'curl',
  dovecot: 'dovecot-imapd dovecot-pop3d dovecot-lmtpd',
  postfix: 'postfix',
  'prometheus-alertmanager': 'prometheus-alertmanager',
  rsyslogd: 'rsyslog',
  '/var/lib/dpkg/info/rsyslog-openssl.list': 'rsyslog-openssl',
  python3: 'python3',
  turnserver: 'coturn',
  kamailio: 'kamailio kamailio-tls-modules',
  sipp: 'sip-tester',
  baresip: 'baresip-core',
  chromium: 'chromium',
  tshark: 'tshark',
  'systemd-analyze': 'systemd',
  '/usr/lib/python3/dist-packages/openpyxl': 'python3-openpyxl',
}

const path = [join(root, 'node_modules', '.bin'), dirname(node), process.env.PATH, '/usr/sbin', '/sbin'].join(delimiter)
const env = { ...process.env, PATH: path }

setup()
installServers()
run('console', node, [join('packages', 'console', 'build.mjs')])
const chosen = process.argv.slice(2)
if (chosen.length === 0) {
  run('format and lint', 'biome', ['check', '--error-on-warnings', '.'])
  run('types', 'tsc', ['--noEmit'])
}
run('tests', 'vitest', ['run', '--config', join('test', 'vitest.config.ts'), ...chosen])

function run(what, command, args) {
  const { status, error } = spawnSync(command, args, { cwd: root, env, stdio: ['ignore', 'inherit', 'inherit'] })
  if (status === 0) return
  console.error(`npm test: ${what} failed${error ? `: ${error.message}` : ''}`)
  process.exit(status || 1)
}

function installServers() {
  const missing = Object.entries(needed).filter(([program]) => !isThere(program))
  if (missing.length === 0) return
  const packages = missing.flatMap(([, names]) => names.split(' '))
  if (process.getuid?.() !== 0 || !isThere('apt-get')) {
    console.error(
      `npm test: these Debian packages are missing, and tests will fail without them: ${packages.join(' ')}`,
    )
    return
  }
  console.log(`npm test: installing ${packages.join(' ')}`)
  withoutServices(() => {
    apt(['update', '-q'])
    apt(['install', '-y', '-q', '--no-install-recommends', ...packages])
  })
}

function apt(args) {
  const { status } = spawnSync('apt-get', args, {
    env: { ...env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  if (status !== 0) console.error(`npm test: apt-get ${args[0]} failed; tests that need what is missing will say so`)
}

/** Debian starts a server as soon as it is installed, on its standard port. We only want the programs. */
function withoutServices(install) {
  const policy = '/usr/sbin/policy-rc.d'
  const ours = !existsSync(policy)
  if (ours) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 })
  try {
    install()
  } finally {
    if (ours) rmSync(policy)
  }
}

function isThere(program) {
  return program.startsWith('/')
    ? existsSync(program)
    : path.split(delimiter).some((dir) => dir && existsSync(join(dir, program)))
}
