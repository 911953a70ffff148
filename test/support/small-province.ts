import { writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * A province of two units for tests of the whole way: every kind of check, two providers, a unit with two links, and
 * intervals that give curves within seconds. The demo plays its machines on loopback.
 */
const yaml = `
organisation:
  name: {vi: Tỉnh thử nghiệm, en: Test Province}
providers:
  - {id: vnpt, name: VNPT}
  - {id: viettel, name: Viettel}
sites:
  - id: ttdl
    name: {vi: Trung tâm, en: Centre}
    kind: hub
    devices:
      - {id: sw1, role: switch, address: 10.33.0.3, snmp: wan}
      - {id: ups1, role: ups, address: 10.33.0.5, snmp: wan, profile: ups-mib}
      - {id: mon1, role: server, address: 10.33.0.10}
      - {id: mcu1, role: mcu, address: 10.33.0.20, sip: true, h323: true}
      - {id: mail1, role: server, address: 10.33.0.30}
      - {id: app1, role: server, address: 10.33.0.40, snmp: wan}
      - {id: ns1, role: server, address: 10.33.0.53, tcp: [8053]}
  - id: tam-ky
    name: {vi: Tam Kỳ, en: Tam Ky}
    kind: district
    links:
      - {id: vnpt, provider: vnpt, gateway: 10.33.1.1, bandwidth: 100Mbps, device: rt1, interface: Gi0/0/0, sla: {availability: 99.5, latency: 30ms, loss: 1}}
      - {id: viettel, provider: viettel, role: backup, gateway: 10.33.1.2, bandwidth: 20Mbps, device: rt1, interface: Gi0/0/1}
    devices:
      - {id: rt1, role: router, address: 10.33.1.1, snmp: wan, profile: cisco-ios}
      - {id: srv1, role: server, address: 10.33.1.10, tcp: [8080], agent: true}
      - {id: vc1, role: conference-endpoint, address: 10.33.1.20, sip: true, h323: true}
  - id: hoi-an
    name: {vi: Hội An, en: Hoi An}
    kind: district
    links:
      - {id: viettel, provider: viettel, gateway: 10.33.2.1, bandwidth: 50Mbps, device: rt1, interface: Gi0/0/0, sla: {latency: 40ms}}
    devices:
      - {id: rt1, role: router, address: 10.33.2.1, snmp: wan, profile: cisco-ios}
      - {id: srv1, role: server, address: 10.33.2.10, tcp: [8080]}
services:
  # Nobody listens there: the one failure, and the one incident, that this province always has.
  - {id: portal, name: {vi: Cổng thông tin, en: Portal}, kind: web, site: tam-ky, checks: [{kind: tcp, host: 127.0.0.9, port: 9}]}
  - id: mail
    name: {vi: Thư điện tử, en: E-mail}
    kind: mail
    site: ttdl
    checks:
      - {kind: smtp, host: 10.33.0.30, from: probe@example.gov.vn, to: a@example.gov.vn, auth: {user: probe, password: {env: MAIL_PASSWORD}}}
      - {kind: imap, host: 10.33.0.30, auth: {user: probe, password: {env: MAIL_PASSWORD}}}
      - {kind: pop3, host: 10.33.0.30, auth: {user: probe, password: {env: MAIL_PASSWORD}}}
      - kind: mail_flow
        route: inside
        from: probe@example.gov.vn
        smtp: {host: 10.33.0.30, auth: {user: probe, password: {env: MAIL_PASSWORD}}}
        imap: {host: 10.33.0.30, auth: {user: probe, password: {env: MAIL_PASSWORD}}}
      - {kind: mail_posture, domain: example.gov.vn, servers: [10.33.0.53], dkim: [s1], senders: [10.33.0.30], dnsbls: [dnsbl.example.net]}
  - id: conferencing
    name: {vi: Hội nghị truyền hình, en: Video conferencing}
    kind: conferencing
    site: ttdl
    checks:
      - {kind: stun, host: 10.33.0.20}
      - {kind: sip_call, host: 10.33.0.20, user: echo, expectEcho: true, durationMs: 2000}
  - id: qoffice
    name: {vi: Q-Office, en: Q-Office}
    kind: web
    site: ttdl
    checks:
      - {kind: tls, host: 10.33.0.40, serverName: qoffice.example.gov.vn}
      - {kind: http, url: "https://qoffice.example.gov.vn/login", connectTo: 10.33.0.40, expect: {contains: [Đăng nhập]}}
      - kind: http
        id: status
        url: https://qoffice.example.gov.vn/axis/status
        connectTo: 10.33.0.40
        values: [{name: backlog, json: $.backlog, unit: documents, warnAbove: 200}]
      - {kind: dns, name: qoffice.example.gov.vn, servers: [10.33.0.53], expect: [10.33.0.40]}
      - {kind: ntp, host: 10.33.0.53, gapMs: 100, warnOffsetMs: 1000, failOffsetMs: 5000}
      - {kind: certificate, list: /etc/vonggac/chung-thu-so.csv, caFile: /etc/vonggac/ca.pem, revocation: "off"}
      - kind: journey
        name: q-office-login
        base: https://10.33.0.40
        variables: {user: probe}
        secrets: {password: {env: QOFFICE_PASSWORD}}
        steps:
          - {name: login-page, url: /login, extract: {token: {xpath: "//input[@name='_token']/@value"}}}
          - {name: log-in, url: /login, form: {username: "{{user}}", password: "{{password}}", _token: "{{token}}"}, expect: {url: /dashboard}}
          - {name: incoming, url: /van-ban/den, values: [{name: waiting, xpath: "//*[@id='chua-xu-ly']", unit: documents}]}
          - {name: log-out, always: true, method: POST, url: /logout}
snmp:
  credentials:
    wan: {version: 2c, community: {env: VONGGAC_SNMP_COMMUNITY}}
agents:
  - {id: hub, site: ttdl, hub: true, device: mon1}
  - {id: tam-ky, site: tam-ky, reflector: {listen: "0.0.0.0:862"}}
oncall:
  people: [{id: an, name: Nguyễn Văn An}]
  rotas: [{id: network, layers: [{people: [an], every: 1w, from: "2024-01-01 08:00"}]}]
checks:
  - {match: "**", interval: 3s}
  # Dialogues of several seconds on a machine that has other tests to run: their interval is their deadline.
  - {match: "ttdl/mail/*", interval: 12s}
  - {match: "ttdl/qoffice/*", interval: 12s}
  - {match: "ttdl/conferencing/sip-call@*", interval: 15s}
  # A run of it takes ten seconds and the wait for the last answer.
  - {match: "**/stamp@*", interval: 15s, set: {durationMs: 3000}}
`

/** Writes the configuration into a directory. */
export const writeSmallProvince = (dir: string): void => writeFileSync(join(dir, 'province.yaml'), yaml)
