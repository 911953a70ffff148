/** A text in both of our languages. */
export interface Name {
  readonly vi: string
  readonly en: string
}

export type NodeKind = 'hub' | 'link' | 'device' | 'service' | 'agent'

/** A thing that can be down by itself, and what it is reached through. */
export interface TopologyNode {
  /** The path without the check: `tam-ky/vnpt`, `tam-ky/rt1`. */
  readonly id: string
  readonly kind: NodeKind
  /** For people: "đường truyền VNPT, UBND thành phố Tam Kỳ". */
  readonly name: Name
  readonly site: string
  /** What its site is: `district`. */
  readonly siteKind?: string
  /** What a device is (`router`), or a link (`primary`). */
  readonly role?: string
  /** Only for links: who sells it, that one's name, and the name of its site. */
  readonly provider?: string
  readonly providerName?: Name
  readonly place?: Name
  /** Only for links: the node of the router on the site that ends it. */
  readonly endsOn?: string
  /** Reachable while any one of these is up; none: reachable by itself. */
  readonly parents: readonly string[]
}

/** What depends on what, derived from the inventory by `topologyOf`. Acyclic; every parent exists. */
export interface Topology {
  readonly nodes: readonly TopologyNode[]
  /** How many people work on a site or use a service, by site id or service node: the size of an outage. */
  readonly people?: Readonly<Record<string, number>>
}
