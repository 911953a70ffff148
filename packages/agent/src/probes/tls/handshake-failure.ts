import { ProbeFailure } from '@vonggac/model'

/** What OpenSSL reports when a handshake fails, in words; the alert is the server's own verdict (RFC 8446 section 6). */
const texts: readonly (readonly [RegExp, string])[] = [
  [
    /WRONG_VERSION_NUMBER|HTTP_REQUEST|PACKET_LENGTH_TOO_LONG|BAD_RECORD_TYPE|INVALID_RECORD/,
    'what answers on this port does not speak TLS',
  ],
  [
    /UNSUPPORTED_PROTOCOL|ALERT_PROTOCOL_VERSION|NO_PROTOCOLS_AVAILABLE|INSUFFICIENT_SECURITY/,
    'no version of TLS in common: the server wants an older or a newer one',
  ],
  [/CERTIFICATE_REQUIRED/, 'the server wants a certificate from its clients'],
  [/UNRECOGNIZED_NAME/, 'the server does not know the name that it was asked for (SNI)'],
  [
    /HANDSHAKE_FAILURE|NO_CIPHERS_AVAILABLE|NO_SHARED_CIPHER/,
    'the server refuses the handshake: no cipher in common, or it wants a certificate from its clients',
  ],
  [/DH_KEY_TOO_SMALL/, "the server's Diffie-Hellman key is too small"],
  [/EE_KEY_TOO_SMALL|CA_KEY_TOO_SMALL/, 'a key in the chain is too small'],
  [/CA_MD_TOO_WEAK|WRONG_SIGNATURE_TYPE|LEGACY_SIGALG/, 'the chain is signed in a way that is no longer safe'],
  [/UNSAFE_LEGACY_RENEGOTIATION/, 'the server only renegotiates in the old, unsafe way'],
  [/EXCESSIVE_MESSAGE_SIZE/, 'the chain of certificates is larger than TLS clients accept'],
  [/NO_APPLICATION_PROTOCOL/, 'the server does not speak HTTP/1.1 (ALPN)'],
  [/ALERT_INTERNAL_ERROR/, 'the server reports an internal error in the handshake'],
  [/ALERT_ACCESS_DENIED/, 'the server denies access in the handshake'],
  [
    /BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|UNKNOWN_CA/,
    'the server does not accept our side of the handshake (certificate alert)',
  ],
]

/** A failed handshake as the target's failure of TLS; undefined for what is no matter of TLS. */
export function handshakeFailure(error: unknown): ProbeFailure | undefined {
  const { code = '', reason = '', message = '' } = error as { code?: string; reason?: string; message?: string }
  const isTls =
    code.startsWith('ERR_SSL_') || code.startsWith('ERR_TLS_') || code === 'EPROTO' || code.startsWith('ERR_OSSL')
  if (!isTls) return undefined
  const name = `${code} ${reason.toUpperCase().replaceAll(' ', '_')}`
  const text = texts.find(([pattern]) => pattern.test(name))?.[1]
  const said = (reason || message).slice(0, 200)
  return new ProbeFailure('tls', text ? `${text} (${said})` : `the TLS handshake failed (${said})`, { cause: error })
}
