/** The one message of SASL PLAIN (RFC 4616): UTF-8 in base 64, so that nothing of a password is taken for a command. */
export const plainToken = (user: string, password: string): string =>
  Buffer.from(`\0${user}\0${password}`).toString('base64')
