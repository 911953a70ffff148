/** How SIP messages travel. */
export const sipTransports = ['udp', 'tcp', 'tls'] as const
export type SipTransport = (typeof sipTransports)[number]

/** The port of a SIP peer: what is configured, or the transport's own (RFC 3261 section 18.1.2). */
export const sipPort = (config: { readonly port?: number | undefined; readonly transport: SipTransport }): number =>
  config.port ?? (config.transport === 'tls' ? 5_061 : 5_060)
