/** Where a secret stands. Secrets themselves are in no configuration file. */
export type SecretRef = { readonly env: string } | { readonly file: string }
