import { constants } from 'node:fs'
import { open, readdir } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { ProbeFailure } from '@vonggac/model'

/** A file of certificates that is larger is something else, bytes: the largest lists of authorities have 300 KB. */
const MAX_FILE_BYTES = 2 * 2 ** 20
/** All files of one check, bytes: they are in memory together. */
const MAX_TOTAL_BYTES = 32 * 2 ** 20
const MAX_FILES = 2_000
/** Names that are looked at while searching: a directory may be the wrong one. */
const MAX_NAMES = 20_000
const MAX_DEPTH = 8

/** What files with certificates are called. In a directory others are not opened. */
const CERTIFICATES = {
  extensions: new Set(['.pem', '.crt', '.cer', '.der', '.cert', '.p7b', '.p7c', '.p7s', '.p12', '.pfx']),
  maxBytes: MAX_FILE_BYTES,
}

/** Which files are read. */
export interface Wanted {
  /** In lower case; a file that is named itself may be called anything. */
  readonly extensions: ReadonlySet<string>
  readonly maxBytes: number
}

/** A file as it was read, or why it was not. */
export type FoundFile =
  | { readonly path: string; readonly bytes: Buffer }
  | { readonly path: string; readonly problem: string }

export interface FoundFiles {
  readonly files: readonly FoundFile[]
  /** Why there may be more than these. */
  readonly incomplete: string | undefined
}

/**
 * Reads a file, or the files of a directory and of those inside it. Links to directories are not followed, so that there is no way in
 * a circle. Throws a `ProbeFailure('mismatch')` when it is not there, and the system's error when it may not be read.
 */
export async function readFiles(path: string, signal: AbortSignal, wanted: Wanted = CERTIFICATES): Promise<FoundFiles> {
  try {
    const names = await listDirectory(path)
    if (names) return await readDirectory(path, signal, wanted)
    return { files: [{ path, bytes: await readWhole(path, wanted.maxBytes) }], incomplete: undefined }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error
    throw new ProbeFailure('mismatch', `there is no file or directory ${path}`, { cause: error })
  }
}

/** Undefined for what is no directory. */
async function listDirectory(path: string) {
  try {
    return await readdir(path, { withFileTypes: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined
    throw error
  }
}

async function readDirectory(root: string, signal: AbortSignal, wanted: Wanted): Promise<FoundFiles> {
  const files: FoundFile[] = []
  let incomplete: string | undefined
  let names = 0
  let bytes = 0
  const visit = async (dir: string, depth: number): Promise<void> => {
    const entries = (await listDirectory(dir)) ?? []
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      signal.throwIfAborted()
      if (incomplete !== undefined) return
      if (++names > MAX_NAMES) incomplete = `there are more than ${MAX_NAMES} names in ${root}`
      const path = join(dir, entry.name)
      if (entry.isDirectory()) {
        if (depth === MAX_DEPTH) incomplete = `${dir} lies more than ${MAX_DEPTH} directories deep`
        else await visit(path, depth + 1).catch((error) => void files.push(unreadable(path, error)))
        continue
      }
      if (!wanted.extensions.has(extname(entry.name).toLowerCase())) continue
      const file = await readOne(path, wanted.maxBytes)
      files.push(file)
      bytes += 'bytes' in file ? file.bytes.length : 0
      if (bytes > MAX_TOTAL_BYTES) incomplete = `the files have more than ${MAX_TOTAL_BYTES / 2 ** 20} MiB together`
      if (files.length === MAX_FILES) incomplete = `there are ${MAX_FILES} files and perhaps more`
    }
  }
  await visit(root, 0)
  // Also when it was the last directory whose reading was stopped.
  signal.throwIfAborted()
  return { files, incomplete }
}

async function readOne(path: string, maxBytes: number): Promise<FoundFile> {
  try {
    return { path, bytes: await readWhole(path, maxBytes) }
  } catch (error) {
    return unreadable(path, error)
  }
}

const unreadable = (path: string, error: unknown): FoundFile => ({ path, problem: (error as Error).message })

/** The bytes of a file of at most `maxBytes`. Throws for a larger one, and for what is no file, such as a pipe without a writer. */
export async function readWhole(path: string, maxBytes: number): Promise<Buffer> {
  await using file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  const stat = await file.stat()
  const { size } = stat
  if (!stat.isFile()) throw new ProbeFailure('mismatch', `${path} is no file`)
  if (size > maxBytes) throw new ProbeFailure('mismatch', `${path} is larger than ${maxBytes} bytes`)
  const buffer = Buffer.alloc(size)
  let length = 0
  while (length < size) {
    const { bytesRead } = await file.read(buffer, length, size - length, length)
    if (bytesRead === 0) break
    length += bytesRead
  }
  return buffer.subarray(0, length)
}
