/** How a conversation becomes private. */
export type TlsMode = 'implicit' | 'starttls' | 'none'

/** Ports on which TLS begins at once (RFC 8314). */
const IMPLICIT: readonly number[] = [465, 993, 995]

/**
 * As configured, or by the port. Never "if it is offered": whoever sits on the way can take the offer away, and then a
 * password would go out in the clear. Who wants no TLS says so.
 */
export const tlsMode = ({ tls, port }: { readonly tls?: TlsMode | undefined; readonly port: number }): TlsMode =>
  tls ?? (IMPLICIT.includes(port) ? 'implicit' : 'starttls')
