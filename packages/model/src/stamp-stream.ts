/** What a STAMP check sends, as far as the configuration says it. */
export interface StampStream {
  /** Packets a second, each way. */
  readonly packetsPerSecond: number
  /** UDP payload of a packet, bytes: the same both ways. */
  readonly size: number
  readonly durationMs: number
}

/** The streams that a check may name. `light` is for all day; the others load a path as one call does. */
export const stampProfiles = {
  light: { packetsPerSecond: 10, size: 44, durationMs: 10_000 },
  audio: { packetsPerSecond: 50, size: 160, durationMs: 20_000 },
  video: { packetsPerSecond: 150, size: 1_200, durationMs: 20_000 },
} as const satisfies Record<string, StampStream>

export type StampProfile = keyof typeof stampProfiles
export const stampProfileNames = Object.keys(stampProfiles) as [StampProfile, ...StampProfile[]]

/** The stream of a profile with what the configuration says otherwise. */
export function stampStream(config: {
  readonly profile: StampProfile
  readonly packetsPerSecond?: number | undefined
  readonly size?: number | undefined
  readonly durationMs?: number | undefined
}): StampStream {
  const { packetsPerSecond, size, durationMs } = stampProfiles[config.profile]
  return {
    packetsPerSecond: config.packetsPerSecond ?? packetsPerSecond,
    size: config.size ?? size,
    durationMs: config.durationMs ?? durationMs,
  }
}
