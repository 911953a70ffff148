import type { Name } from '@vonggac/model'

/** What the HTTP API says of the configuration that is in force; see `api-types.ts`. Ids, kinds, counts and names of files: never a secret. */

/** A file that was read at the start. */
export interface ConfigFile {
  readonly name: string
  readonly bytes: number
  /** `changed`, `gone`: it is not on the disk any more as it was read; a restart makes that count. */
  readonly now: 'same' | 'changed' | 'gone'
}

/** Something that is right, and perhaps not meant so. */
export interface ConfigNote {
  readonly id: string
  readonly text: Name
  /** What it is about, by keys or ids; the first of them where they are many. */
  readonly places: readonly string[]
  readonly count: number
}

export interface ConfigDocument {
  readonly at: number
  readonly version: string | null
  readonly started_at: number
  readonly organisation: Name
  readonly timezone: string
  /** Without any: it was started from no files, as tests are. */
  readonly files: readonly ConfigFile[]
  readonly counts: {
    readonly sites: number
    readonly links: number
    readonly devices: number
    readonly services: number
    readonly checks: number
    readonly agents: number
    readonly people: number
    readonly channels: number
    readonly rotas: number
    readonly rules: number
    readonly maintenance: number
  }
  /** Derived checks by kind. */
  readonly kinds: Readonly<Record<string, number>>
  readonly notes: readonly ConfigNote[]
  readonly agents: readonly {
    readonly id: string
    readonly site: string
    readonly hub: boolean
    readonly device: string | null
    /** Checks that its plan has. */
    readonly checks: number
  }[]
  readonly channels: readonly { readonly id: string; readonly kind: string }[]
  readonly store: {
    readonly kind: string
    readonly ok: boolean
    readonly detail: string
    readonly retention_ms: { readonly raw: number; readonly five_minutes: number; readonly one_hour: number }
  }
}
