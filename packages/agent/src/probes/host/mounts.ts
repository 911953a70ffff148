/** A mounted file system that holds somebody's data. */
export interface Mount {
  readonly path: string
  readonly device: string
  readonly fstype: string
  readonly mode: 'rw' | 'ro'
  /** Whether asking it may take for ever: it is on another machine. */
  readonly remote: boolean
}

/** Whose server may be gone. */
const REMOTE = /^(nfs4?|cifs|smb3?|smbfs|afs|ceph|glusterfs|lustre|9p|fuse\.(sshfs|glusterfs|ceph.*|s3fs|rclone))$/
/** Full by their nature, whatever device they are on. */
const READ_ONLY_IMAGES = new Set(['squashfs', 'iso9660', 'udf', 'erofs'])

/**
 * The file systems worth measuring, from /proc/self/mountinfo (proc_pid_mountinfo(5)): on a device, on another machine, or the root.
 * A device that is mounted in several places (bind mounts) is given once, by its shortest path.
 */
export function parseMountinfo(text: string): Mount[] {
  const byDevice = new Map<string, Mount>()
  for (const line of text.split('\n')) {
    const [left, right] = line.split(' - ', 2)
    const [, , id, , rawPath, options] = left!.split(' ')
    const [fstype, source] = right?.split(' ') ?? []
    if (!id || !rawPath || !options || !fstype || !source) continue
    const path = unescapeOctal(rawPath)
    const remote = REMOTE.test(fstype)
    const local = (source.startsWith('/dev/') || fstype === 'zfs') && !READ_ONLY_IMAGES.has(fstype)
    if (!remote && !local && path !== '/') continue
    const known = byDevice.get(id)
    if (known && known.path.length <= path.length) continue
    const device = unescapeOctal(source).replace(/^\/dev\//, '')
    byDevice.set(id, { path, device, fstype, mode: options.split(',').includes('ro') ? 'ro' : 'rw', remote })
  }
  return [...byDevice.values()]
}

/** Blanks, tabs, newlines and backslashes in paths are written `\040` and so on. */
const unescapeOctal = (text: string) =>
  text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)))
