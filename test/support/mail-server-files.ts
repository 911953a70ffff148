import type { MailPorts } from './mail-server.ts'

/** The password of every mailbox. */
export const PASSWORD = 'mailpw12'

interface Files {
  readonly dir: string
  readonly ports: MailPorts
  readonly cert: string
  readonly key: string
}

const USERS = ['probe', 'user1', 'full']

export const passwdFile = USERS.map(
  (user) =>
    `${user}@example.test:{PLAIN}${PASSWORD}::::::${user === 'full' ? 'userdb_quota_rule=*:storage=10K' : ''}\n`,
).join('')

export const dovecotConf = ({ dir, ports, cert, key }: Files): string => `protocols = imap pop3 lmtp
listen = 127.0.0.1
base_dir = ${dir}/run
state_dir = ${dir}/state
log_path = ${dir}/dovecot.log
ssl = yes
ssl_cert = <${cert}
ssl_key = <${key}
disable_plaintext_auth = no
auth_mechanisms = plain login
auth_failure_delay = 0
mail_location = maildir:${dir}/mail/%u
mail_uid = mail
mail_gid = mail
hostname = mail.example.test
first_valid_uid = 1
recipient_delimiter = +
lmtp_save_to_detail_mailbox = yes
lda_mailbox_autocreate = yes
mail_plugins = $mail_plugins quota
plugin {
  quota = maildir:User quota
  quota_grace = 0
}
protocol imap {
  mail_plugins = $mail_plugins imap_quota
}
namespace inbox {
  inbox = yes
  mailbox Junk {
    auto = create
    special_use = \\Junk
  }
}
passdb {
  driver = passwd-file
  args = username_format=%u ${dir}/passwd
}
userdb {
  driver = passwd-file
  args = username_format=%u ${dir}/passwd
  default_fields = uid=mail gid=mail home=${dir}/mail/%u
}
service imap-login {
  inet_listener imap {
    port = ${ports.imap}
  }
  inet_listener imaps {
    port = ${ports.imaps}
    ssl = yes
  }
}
service pop3-login {
  inet_listener pop3 {
    port = ${ports.pop3}
  }
  inet_listener pop3s {
    port = ${ports.pop3s}
    ssl = yes
  }
}
service lmtp {
  inet_listener lmtp {
    port = ${ports.lmtp}
  }
}
service auth {
  unix_listener ${dir}/spool/private/auth {
    mode = 0660
    user = postfix
    group = postfix
  }
}
service stats {
  unix_listener stats-writer {
    mode = 0666
  }
}
`

export const mainCf = ({ dir, ports, cert, key }: Files): string => `compatibility_level = 3.6
config_directory = ${dir}/etc
queue_directory = ${dir}/spool
data_directory = ${dir}/data
maillog_file = ${dir}/postfix-log/maillog
maillog_file_prefixes = ${dir}/postfix-log
myhostname = mail.example.test
mydomain = example.test
myorigin = example.test
mydestination =
local_recipient_maps =
alias_maps =
alias_database =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtp_host_lookup = native
smtp_bind_address = 127.0.0.1
recipient_delimiter = +
virtual_mailbox_domains = example.test
virtual_mailbox_maps = inline:{ ${USERS.map((user) => `${user}@example.test=1`).join(', ')} }
virtual_transport = lmtp:inet:127.0.0.1:${ports.lmtp}
relay_domains = outside.test, deferred.test, bounce.test
transport_maps = inline:{ { outside.test = echo: }, { deferred.test = smtp:[127.0.0.1]:9 }, { bounce.test = error:5.1.1 no such mailbox } }
default_transport = error:5.4.4 nothing leaves this machine
smtpd_tls_cert_file = ${cert}
smtpd_tls_key_file = ${key}
smtpd_tls_security_level = may
smtpd_sasl_type = dovecot
smtpd_sasl_path = private/auth
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_client_connection_rate_limit = 0
queue_run_delay = 30s
minimal_backoff_time = 60s
maximal_backoff_time = 120s
grey_restrictions = check_recipient_access static:{DEFER_IF_PERMIT 4.2.0 Greylisted, come back in five minutes}
frozen_restrictions = check_recipient_access static:HOLD
sasl_restrictions = permit_sasl_authenticated, reject
`

export const masterCf = ({ dir, ports }: Files): string => `
127.0.0.1:${ports.smtp} inet n - n - - smtpd
127.0.0.1:${ports.stripped} inet n - n - - smtpd -o smtpd_tls_security_level=none
127.0.0.1:${ports.grey} inet n - n - - smtpd -o smtpd_recipient_restrictions=$grey_restrictions
127.0.0.1:${ports.frozen} inet n - n - - smtpd -o smtpd_recipient_restrictions=$frozen_restrictions
127.0.0.1:${ports.submission} inet n - n - - smtpd -o smtpd_tls_security_level=encrypt -o smtpd_sasl_auth_enable=yes -o smtpd_client_restrictions=$sasl_restrictions
127.0.0.1:${ports.smtps} inet n - n - - smtpd -o smtpd_tls_wrappermode=yes -o smtpd_sasl_auth_enable=yes -o smtpd_client_restrictions=$sasl_restrictions
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 5 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
flush unix n - n 1000? 0 flush
proxymap unix - - n - - proxymap
proxywrite unix - - n - 1 proxymap
smtp unix - - n - - smtp
relay unix - - n - - smtp
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
discard unix - - n - - discard
lmtp unix - - n - - lmtp
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
echo unix - n n - - pipe flags=Rq user=nobody argv=${process.execPath} ${dir}/echo.mjs $sender $recipient
`

/** Answers a message to its sender, as a reflector outside does: over SMTP, under a subject of its own. */
export const echoScript = ({ ports }: Files): string => `import { connect } from 'node:net'
import { text } from 'node:stream/consumers'
const [sender, recipient] = process.argv.slice(2)
const said = await text(process.stdin)
const field = (name) => new RegExp('^' + name + ':[ ]*(.*)$', 'im').exec(said)?.[1]?.trim() ?? ''
const answer = [
  'From: Echo <' + recipient + '>', 'To: <' + sender + '>', 'Subject: Re: ' + field('Subject'),
  'In-Reply-To: ' + field('Message-ID'), 'Auto-Submitted: auto-replied', 'Message-ID: <' + Date.now() + '.echo@outside.test>',
  '', 'Your message came by.', '',
].join('\\r\\n')
const steps = ['EHLO outside.test', 'MAIL FROM:<' + recipient + '>', 'RCPT TO:<' + sender + '>', 'DATA', answer + '.', 'QUIT']
const socket = connect(${ports.smtp}, '127.0.0.1')
let rest = ''
for await (const chunk of socket) {
  rest += chunk
  for (let at = rest.indexOf('\\n'); at !== -1; at = rest.indexOf('\\n')) {
    const line = rest.slice(0, at)
    rest = rest.slice(at + 1)
    if (/^[45]/.test(line)) { console.log(line); process.exit(75) }
    if (line[3] !== '-' && steps.length > 0) socket.write(steps.shift() + '\\r\\n')
  }
}
`
