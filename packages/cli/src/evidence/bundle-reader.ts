import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { ConfigError } from '@vonggac/model'

/** The files of a bundle by their path in it. */
export type Bundle = ReadonlyMap<string, Buffer>

const BLOCK = 512

/** Reads a bundle: a directory, or an archive. Whatever is wrong with the archive itself goes to `problems`. */
export function readBundle(path: string, problems: string[]): Bundle {
  try {
    return statSync(path).isDirectory() ? readDirectory(path) : readArchive(readFileSync(path), problems)
  } catch (error) {
    throw new ConfigError(`${path}: cannot be read: ${(error as Error).message}`, { cause: error })
  }
}

function readDirectory(root: string): Bundle {
  const found = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => !entry.isDirectory())
  return new Map(
    found.map((entry) => {
      const full = join(entry.parentPath, entry.name)
      return [full.slice(join(root, '/').length), readFileSync(full)]
    }),
  )
}

/**
 * Reads an archive as `report sla` writes them, and no other: each header has one way to be for a path and a size, and what is
 * between files is empty. So there is no byte in it that could be changed without being noticed.
 */
function readArchive(data: Buffer, problems: string[]): Bundle {
  const files = new Map<string, Buffer>()
  let at = 0
  while (at + BLOCK <= data.length && data[at] !== 0) {
    const header = data.subarray(at, at + BLOCK)
    const path = header.toString('utf8', 0, 100).replace(/\0+$/, '')
    const size = Number.parseInt(header.toString('latin1', 124, 135), 8)
    const wrong = firstDifference(header, expectedHeader(path, size))
    if (wrong !== undefined || at + BLOCK + size > data.length) {
      problems.push(`the archive is damaged at byte ${at + (wrong ?? 124)}, in the header of ${JSON.stringify(path)}`)
      return files
    }
    const end = at + BLOCK + size
    const next = Math.ceil(end / BLOCK) * BLOCK
    checkEmpty(data, end, next, problems)
    if (files.has(path)) problems.push(`the archive has ${path} twice`)
    files.set(path, data.subarray(at + BLOCK, end))
    at = next
  }
  checkEmpty(data, at, data.length, problems)
  if (data.length - at !== 2 * BLOCK) problems.push('the archive does not end as it should: part of it may be missing')
  return files
}

function checkEmpty(data: Buffer, from: number, to: number, problems: string[]) {
  const wrong = data.subarray(from, to).findIndex((byte) => byte !== 0)
  if (wrong >= 0) problems.push(`the archive has something at byte ${from + wrong}, where nothing belongs`)
}

/** Field by field as POSIX has them: name, mode, owner, group, size, time, sum, kind, magic. */
function expectedHeader(path: string, size: number): Buffer {
  if (!Number.isSafeInteger(size) || size < 0) return Buffer.alloc(BLOCK)
  const fields = [path.padEnd(100, '\0'), '0000644\0', '0000000\0', '0000000\0']
  fields.push(
    `${size.toString(8).padStart(11, '0')}\0`,
    '00000000000\0',
    '        ',
    '0',
    '\0'.repeat(100),
    'ustar\0',
    '00',
  )
  const header = Buffer.alloc(BLOCK)
  header.write(fields.join(''), 'utf8')
  let sum = 0
  for (const byte of header) sum += byte
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148)
  return header
}

function firstDifference(a: Buffer, b: Buffer): number | undefined {
  const at = a.findIndex((byte, i) => byte !== b[i])
  return at < 0 ? undefined : at
}
