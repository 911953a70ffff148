/** A folder's name as IMAP4rev1 writes it: what is not ASCII in modified UTF-7 (RFC 3501 section 5.1.3). */
export function encodeMailboxName(name: string): string {
  return name.replace(/&|[^\x20-\x7e]+/g, (run) => {
    if (run === '&') return '&-'
    const utf16 = Buffer.from(run, 'utf16le').swap16()
    return `&${utf16.toString('base64').replace(/=+$/, '').replaceAll('/', ',')}-`
  })
}

/** The name for people. What is no modified UTF-7 stays as it is. */
export function decodeMailboxName(name: string): string {
  return name.replace(/&([A-Za-z0-9+,]*)-/g, (whole, run: string) => {
    if (run === '') return '&'
    const utf16 = Buffer.from(run.replaceAll(',', '/'), 'base64')
    return utf16.length % 2 === 0 ? utf16.swap16().toString('utf16le') : whole
  })
}
