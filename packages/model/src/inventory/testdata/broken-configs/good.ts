/** A small configuration that is right; the cases below break it. */
export const good = `
providers: [{id: vnpt, name: VNPT}]
sites:
  - {id: ttdl, name: Hub, kind: hub, devices: [{id: mon, role: server, address: 10.0.0.10}]}
  - id: tam-ky
    name: Tam Kỳ
    kind: district
    links: [{id: vnpt, provider: vnpt, gateway: 10.33.1.1}]
    devices:
      - {id: rt1, role: router, address: 10.33.1.1, snmp: wan}
      - {id: srv1, role: server, address: 10.33.1.10, agent: true}
snmp: {credentials: {wan: {version: 2c, community: {env: COMMUNITY}}}}
agents: [{id: hub, site: ttdl, hub: true, device: mon}]
`

/** What somebody does to the file, and everything that must be said about it. */
export interface Broken {
  readonly name: string
  /** A text of `good` and what stands there instead … */
  readonly change?: readonly [string, string]
  /** … or what is added at its end … */
  readonly add?: string
  /** … or the whole file. */
  readonly text?: string
  readonly says: readonly string[]
}
