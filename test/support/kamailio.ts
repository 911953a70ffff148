import { existsSync, globSync, mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { isOpen } from './nginx.ts'
import { type ServerProcess, startServerProcess } from './server-process.ts'

/** The domain that it answers for, and the password of every user. */
export const SIP_DOMAIN = 'sip.example.test'
export const SIP_PASSWORD = 'sippw12'

/**
 * A registrar and proxy with digest (MD5): UDP and TCP on `port`, TLS on `tlsPort`. OPTIONS to itself is 200; to user `busy` 486,
 * `down` 503, and nothing at all to `mute`. Calls go to whoever is registered; to anybody else 404.
 */
export function startKamailio(
  dir: string,
  { port, tlsPort }: { readonly port: number; readonly tlsPort: number },
  files: { readonly cert: string; readonly key: string },
): Promise<ServerProcess> {
  const run = join(dir, 'kamailio')
  mkdirSync(run, { recursive: true })
  const modules = globSync('/usr/lib/*/kamailio/modules/tls.so')[0]
  if (!modules || !existsSync(modules))
    throw new Error('tls.so is missing: install the Debian package kamailio-tls-modules')
  writeFileSync(
    join(run, 'tls.cfg'),
    `[server:default]
method = TLSv1.2+
verify_certificate = no
require_certificate = no
private_key = ${files.key}
certificate = ${files.cert}
`,
  )
  writeFileSync(join(run, 'kamailio.cfg'), configuration(run, dirname(modules), port, tlsPort))
  return startServerProcess({
    command: '/usr/sbin/kamailio',
    args: ['-DD', '-E', '-f', join(run, 'kamailio.cfg'), '-Y', run, '-P', join(run, 'pid'), '-m', '16', '-M', '4'],
    debianPackage: 'kamailio',
    ready: async () => (await isOpen(port)) && (await isOpen(tlsPort)),
  })
}

const configuration = (run: string, modules: string, port: number, tlsPort: number) => `#!KAMAILIO
debug=1
log_stderror=yes
fork=yes
children=1
tcp_children=1
auto_aliases=no
alias="${SIP_DOMAIN}"
enable_tls=yes
server_header="Server: kamailio-test"
listen=udp:127.0.0.1:${port}
listen=tcp:127.0.0.1:${port}
listen=tls:127.0.0.1:${tlsPort}
mpath="${modules}/"
${['tls', 'kex', 'corex', 'tm', 'sl', 'rr', 'pv', 'maxfwd', 'textops', 'siputils', 'usrloc', 'registrar', 'auth']
  .map((name) => `loadmodule "${name}.so"`)
  .join('\n')}
modparam("tls", "config", "${join(run, 'tls.cfg')}")
modparam("usrloc", "db_mode", 0)
modparam("registrar", "max_contacts", 3)
modparam("registrar", "min_expires", 10)
request_route {
  if (!mf_process_maxfwd_header("10")) { sl_send_reply("483", "Too Many Hops"); exit; }
  if (is_method("OPTIONS") && (uri==myself)) {
    if ($rU == "busy") { sl_send_reply("486", "Busy Here"); exit; }
    if ($rU == "down") { sl_send_reply("503", "Service Unavailable"); exit; }
    if ($rU == "mute") { exit; }
    if ($rU == $null) { append_to_reply("Accept: application/sdp\\r\\n"); sl_send_reply("200", "OK"); exit; }
  }
  if (is_method("CANCEL")) { if (t_check_trans()) t_relay(); exit; }
  if (has_totag()) {
    if (loose_route() || uri!=myself) { t_relay(); exit; }
    if (is_method("ACK")) { if (t_check_trans()) t_relay(); exit; }
    sl_send_reply("404", "Not here"); exit;
  }
  t_check_trans();
  if (is_method("REGISTER")) {
    if (!pv_www_authenticate("$td", "${SIP_PASSWORD}", "0")) { www_challenge("$td", "1"); exit; }
    consume_credentials();
    if (!save("location")) sl_reply_error();
    exit;
  }
  if (is_method("INVITE") && $rU == "bot" && $fU == "caller") {
    if (!pv_proxy_authenticate("$fd", "${SIP_PASSWORD}", "0")) { proxy_challenge("$fd", "1"); exit; }
    consume_credentials();
  }
  if (is_method("INVITE|SUBSCRIBE")) record_route();
  if (!lookup("location")) { sl_send_reply("404", "Not Found"); exit; }
  t_relay();
}
`
