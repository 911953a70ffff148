import { randomBytes } from 'node:crypto'
import { open } from 'node:fs/promises'
import { ProbeFailure, type SecretRef } from '@vonggac/model'
import type { JourneyStep } from '@vonggac/model/inventory'
import type { Variables } from './variables.ts'

/** Bytes of a file that is uploaded: a document, and not a film. */
const MAX_FILE_BYTES = 10 * 2 ** 20

/** What a step sends. */
export interface Body {
  readonly bytes: Buffer
  /** Its content-type; undefined where the step's own headers say it. */
  readonly type: string | undefined
  /** Whether only the application may see it. */
  readonly guarded: boolean
}

/** Throws `ProbeFailure('local')` for a file or a secret that cannot be read. */
export async function bodyOf(step: JourneyStep, variables: Variables): Promise<Body | undefined> {
  if (step.form) return formBody(step.form, variables)
  if (step.json !== undefined) return jsonBody(step.json, variables)
  if (step.multipart) return await multipartBody(step.multipart, variables)
  if (step.body === undefined) return undefined
  const { text, guarded } = variables.fill(step.body)
  return { bytes: Buffer.from(text), type: undefined, guarded }
}

function formBody(form: NonNullable<JourneyStep['form']>, variables: Variables): Body {
  let guarded = false
  const pairs = Object.entries(form).map(([name, value]): [string, string] => {
    const filled = variables.field(value)
    guarded ||= filled.guarded
    return [name, filled.text]
  })
  const text = new URLSearchParams(pairs).toString()
  return { bytes: Buffer.from(text), type: 'application/x-www-form-urlencoded', guarded }
}

function jsonBody(json: unknown, variables: Variables): Body {
  let guarded = false
  const filled = (value: unknown): unknown => {
    if (typeof value === 'string' || isSecret(value)) {
      const one = variables.field(value)
      guarded ||= one.guarded
      return one.text
    }
    if (Array.isArray(value)) return value.map(filled)
    if (typeof value !== 'object' || value === null) return value
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, filled(inner)]))
  }
  const text = JSON.stringify(filled(json))
  return { bytes: Buffer.from(text), type: 'application/json', guarded }
}

/** An object with nothing but `env` or `file` in it names a secret, as everywhere in a configuration. */
function isSecret(value: unknown): value is SecretRef {
  if (typeof value !== 'object' || value === null) return false
  const [[key, name] = [], ...others] = Object.entries(value)
  return others.length === 0 && (key === 'env' || key === 'file') && typeof name === 'string'
}

/** RFC 7578. */
async function multipartBody(parts: NonNullable<JourneyStep['multipart']>, variables: Variables): Promise<Body> {
  const boundary = `vonggac${randomBytes(16).toString('hex')}`
  const chunks: Buffer[] = []
  let guarded = false
  for (const { name, value, fileName, content, file, type } of parts) {
    const filled = value === undefined ? variables.fill(content ?? '') : variables.field(value)
    guarded ||= filled.guarded
    const isFile = value === undefined
    const as = fileName === undefined ? name : variables.fill(fileName).text
    const head = isFile ? `; filename="${quotedName(as)}"\r\nContent-Type: ${type}` : ''
    chunks.push(
      Buffer.from(`--${boundary}\r\nContent-Disposition: form-data; name="${quotedName(name)}"${head}\r\n\r\n`),
      file === undefined ? Buffer.from(filled.text) : await contentOf(file),
      Buffer.from('\r\n'),
    )
  }
  const bytes = Buffer.concat([...chunks, Buffer.from(`--${boundary}--\r\n`)])
  return { bytes, type: `multipart/form-data; boundary=${boundary}`, guarded }
}

/** As browsers do it (HTML standard, multipart form data). */
const quotedName = (name: string): string => name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A')

async function contentOf(path: string): Promise<Buffer> {
  try {
    await using handle = await open(path)
    const stat = await handle.stat()
    if (!stat.isFile()) throw new Error('it is no regular file')
    if (stat.size > MAX_FILE_BYTES) throw new Error(`larger than ${MAX_FILE_BYTES} bytes`)
    return await handle.readFile()
  } catch (cause) {
    throw new ProbeFailure('local', `the file ${path} cannot be uploaded: ${(cause as Error).message}`, { cause })
  }
}
