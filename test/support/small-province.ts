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
      - {id: mon1, role: server, address: 10.33.0.10}
      - {id: app1, role: server, address: 10.33.0.40, snmp: wan}
      - {id: ups1, role: ups, address: 10.33.0.5, snmp: wan, profile: ups-mib}
      - {id: ns1, role: server, address: 10.33.0.53, tcp: [8053]}
  - id: tam-ky
    name: {vi: Tam Kỳ, en: Tam Ky}
    kind: district
    links:
      - {id: vnpt, provider: vnpt, gateway: 10.33.1.1, bandwidth: 100Mbps, device: rt1, interface: Gi0/0/0, sla: {availability: 99.5, latency: 30ms, loss: 1}}
      - {id: viettel, provider: viettel, role: backup, gateway: 10.33.1.2, bandwidth: 20Mbps, device: rt1, interface: Gi0/0/1}
    devices:
      - {id: rt1, role: router, address: 10.33.1.1, snmp: wan, profile: cisco-ios}
      - {id: srv1, role: server, address: 10.33.1.10, tcp: [8080]}
      - {id: vc1, role: conference-endpoint, address: 10.33.1.20}
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
snmp:
  credentials:
    wan: {version: 2c, community: {env: VONGGAC_SNMP_COMMUNITY}}
agents:
  - {id: hub, site: ttdl, hub: true, device: mon1}
checks:
  - {match: "**", interval: 3s}
`

/** Writes the configuration into a directory. */
export const writeSmallProvince = (dir: string): void => writeFileSync(join(dir, 'province.yaml'), yaml)
