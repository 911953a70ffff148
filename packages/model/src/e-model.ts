/**
 * The E-model of ITU-T G.107 (06/2015) for narrowband speech: what a listener would say of a call over a path, from what the path
 * does to packets. Pure. Names follow the Recommendation; equation numbers are of its clause 7.
 */

/** A coder as ITU-T G.113 Appendix I (2007) tabulates it. */
export interface Codec {
  /** Equipment impairment factor without loss. */
  readonly Ie: number
  /** Packet-loss robustness factor: the larger, the better it conceals. */
  readonly Bpl: number
}

/** Coders by name: `Ie` and `Bpl` of G.113 Appendix I, tables I.2 and I.3. `plc`: with packet-loss concealment (G.711 Appendix I). */
export const codecs = {
  g711: { Ie: 0, Bpl: 4.3 },
  'g711-plc': { Ie: 0, Bpl: 25.1 },
  g729a: { Ie: 11, Bpl: 19 },
  'g723.1-6.3': { Ie: 15, Bpl: 16.1 },
  'gsm-efr': { Ie: 5, Bpl: 10 },
} as const satisfies Record<string, Codec>

export type CodecName = keyof typeof codecs
export const codecNames = Object.keys(codecs) as [CodecName, ...CodecName[]]

/** The input parameters of the model: G.107 table 2 has their meaning and permitted range. */
export interface EModelInput {
  /** Send, receive, sidetone masking and listener sidetone ratings, dB. */
  readonly SLR: number
  readonly RLR: number
  readonly STMR: number
  readonly LSTR: number
  /** D-value of the telephone on the send side. (That of the receive side is within `LSTR`.) */
  readonly Ds: number
  /** Talker echo loudness rating and weighted echo path loss, dB. */
  readonly TELR: number
  readonly WEPL: number
  /** Mean one-way delay of the echo path, round trip in the four-wire loop, and absolute delay without echo, ms. */
  readonly T: number
  readonly Tr: number
  readonly Ta: number
  /** Quantisation distortion units. */
  readonly qdu: number
  readonly Ie: number
  readonly Bpl: number
  /** Packets lost, per cent, and how much longer their runs are than chance would make them (1: random). */
  readonly Ppl: number
  readonly BurstR: number
  /** Circuit noise, dBm0p, noise floor, dBmp, and room noise at both ends, dB(A). */
  readonly Nc: number
  readonly Nfor: number
  readonly Ps: number
  readonly Pr: number
  /** Advantage factor: what people forgive for the sake of convenience. */
  readonly A: number
  /** Sensitivity to delay and the least that is noticed, ms (table 1: 1 and 100 for the default class). */
  readonly sT: number
  readonly mT: number
}

/** The default values of G.107 table 2: with all of them R is 93.2. */
export const eModelDefaults: EModelInput = {
  SLR: 8,
  RLR: 2,
  STMR: 15,
  LSTR: 18,
  Ds: 3,
  TELR: 65,
  WEPL: 110,
  T: 0,
  Tr: 0,
  Ta: 0,
  qdu: 1,
  Ie: 0,
  Bpl: 4.3,
  Ppl: 0,
  BurstR: 1,
  Nc: -70,
  Nfor: -64,
  Ps: 35,
  Pr: 35,
  A: 0,
  sT: 1,
  mT: 100,
}

/** The transmission rating factor R (equation 7-1): 0 is unusable, 93.2 as good as a telephone gets. Not bounded. */
export function ratingFactor(input: Partial<EModelInput> = {}): number {
  const p = { ...eModelDefaults, ...input }
  const No = noise(p)
  const Ro = 15 - 1.5 * (p.SLR + No)
  const sidetone = Ist(p)
  const Is = Iolr(p, No) + sidetone + Iq(p, Ro)
  const Id = Idte(p, No, sidetone) + Idle(p, Ro) + delayImpairment(p.Ta, p.sT, p.mT)
  return Ro - Is - Id - lossImpairment(p) + p.A
}

/** R as a mean opinion score, 1 (bad) to 4.5 (G.107 Annex B). Below R = 6.5 the polynomial falls under 1 and is cut there. */
export function mosOf(R: number): number {
  if (R <= 0) return 1
  if (R >= 100) return 4.5
  return Math.max(1, 1 + 0.035 * R + R * (R - 60) * (100 - R) * 7e-6)
}

/** Ie,eff (7-29): what a coder suffers from lost packets. `Ppl` in per cent. */
export const lossImpairment = ({ Ie, Bpl, Ppl, BurstR }: Pick<EModelInput, 'Ie' | 'Bpl' | 'Ppl' | 'BurstR'>): number =>
  Ppl <= 0 ? Ie : Ie + ((95 - Ie) * Ppl) / (Ppl / BurstR + Bpl)

/** Idd (7-27, 7-28): long absolute delay, however perfect the echo is cancelled. */
export function delayImpairment(Ta: number, sT: number = eModelDefaults.sT, mT: number = eModelDefaults.mT): number {
  if (Ta <= mT) return 0
  const X = Math.log2(Ta / mT)
  const power = 6 * sT
  const root = (base: number) => (1 + base ** power) ** (1 / power)
  return 25 * (root(X) - 3 * root(X / 3) + 2)
}

/** No (7-3 to 7-7): circuit noise, room noise of both ends and noise floor, as one at the 0 dBr point, dBm0p. */
function noise({ SLR, RLR, LSTR, Ds, Nc, Nfor, Ps, Pr }: EModelInput): number {
  const OLR = SLR + RLR
  const Nos = Ps - SLR - Ds - 100 + 0.004 * (Ps - OLR - Ds - 14) ** 2
  const Pre = Pr + 10 * Math.log10(1 + 10 ** ((10 - LSTR) / 10))
  const Nor = RLR - 121 + Pre + 0.008 * (Pre - 35) ** 2
  const Nfo = Nfor + RLR
  return 10 * Math.log10([Nc, Nos, Nor, Nfo].reduce((sum, level) => sum + 10 ** (level / 10), 0))
}

/** Iolr (7-9, 7-10): too loud a connection. */
function Iolr({ SLR, RLR }: EModelInput, No: number): number {
  const Xolr = (SLR + RLR + 0.2 * (64 + No - RLR)) / 8
  return 20 * ((1 + Xolr ** 8) ** (1 / 8) - Xolr)
}

/** Ist (7-11, 7-12): a sidetone that is not the best. */
function Ist({ STMR, TELR, T }: EModelInput): number {
  const STMRo = -10 * Math.log10(10 ** (-STMR / 10) + Math.exp(-T / 4) * 10 ** (-TELR / 10))
  const curve = (offset: number, width: number, power: number) =>
    (1 + Math.abs((STMRo + offset) / width) ** power) ** (1 / power)
  return 12 * curve(-13, 6, 8) - 28 * curve(1, 19.4, 35) - 13 * curve(-3, 33, 13) + 29
}

/** Iq (7-13 to 7-17): quantising distortion. */
function Iq({ qdu }: EModelInput, Ro: number): number {
  const Q = 37 - 15 * Math.log10(qdu)
  const G = 1.07 + 0.258 * Q + 0.0602 * Q ** 2
  const Y = (Ro - 100) / 15 + 46 / 8.4 - G / 9
  const Z = 46 / 30 - G / 40
  return 15 * Math.log10(1 + 10 ** Y + 10 ** Z)
}

/** Idte (7-19 to 7-24): the talker's own echo, masked or heightened by the sidetone. */
function Idte({ TELR, T, RLR, STMR }: EModelInput, No: number, sidetone: number): number {
  const TERV = TELR - 40 * Math.log10((1 + T / 10) / (1 + T / 150)) + 6 * Math.exp(-0.3 * T ** 2)
  const heard = STMR < 9 ? TERV + sidetone / 2 : TERV
  const Roe = -1.5 * (No - RLR)
  const Re = 80 + 2.5 * (heard - 14)
  const half = (Roe - Re) / 2
  const impairment = T < 1 ? 0 : (half + Math.sqrt(half ** 2 + 100) - 1) * (1 - Math.exp(-T))
  return STMR > 20 ? Math.hypot(impairment, sidetone) : impairment
}

/** Idle (7-25, 7-26): the listener's echo. */
function Idle({ WEPL, Tr }: EModelInput, Ro: number): number {
  const Rle = 10.5 * (WEPL + 7) * (Tr + 1) ** -0.25
  const half = (Ro - Rle) / 2
  return half + Math.sqrt(half ** 2 + 169)
}
