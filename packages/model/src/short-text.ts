/** How long a text message is, and how to make a text fit in one: 3GPP TS 23.038 (GSM 7-bit) and TS 23.040 (concatenation). */

/** The basic character set of GSM 7-bit, one septet each (TS 23.038, table 6.2.1). */
const BASIC = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)
/** Its extension, two septets each. */
const EXTENDED = new Set('\f^{}\\[~]|€')

/** Whether every character is one of GSM 7-bit; otherwise the message goes out as UCS-2 and holds less than half. */
export const isGsm = (text: string): boolean => [...text].every((char) => BASIC.has(char) || EXTENDED.has(char))

/** Units that a text takes: septets of GSM 7-bit where it can be written so, UTF-16 units otherwise. */
export function smsUnits(text: string): number {
  if (!isGsm(text)) return text.length
  return [...text].reduce((sum, char) => sum + (EXTENDED.has(char) ? 2 : 1), 0)
}

/** Parts that it is sent and paid as: 160 septets or 70 units in one, 153 or 67 in each of several (TS 23.040 §9.2.3.24.1). */
export function smsParts(text: string): number {
  const units = smsUnits(text)
  const [single, several] = isGsm(text) ? [160, 153] : [70, 67]
  return units <= single ? 1 : Math.ceil(units / several)
}

/** The beginning of the text that takes at most so many parts, cut between characters, with `...` where something is left out. */
export function fitSms(text: string, parts: number): string {
  if (smsParts(text) <= parts) return text
  const chars = [...text]
  // The more is left out, the fewer parts: search for the longest beginning that fits.
  let [fits, tooLong] = [0, chars.length]
  while (tooLong - fits > 1) {
    const middle = (fits + tooLong) >> 1
    if (smsParts(`${chars.slice(0, middle).join('')}...`) <= parts) fits = middle
    else tooLong = middle
  }
  return `${chars.slice(0, fits).join('').trimEnd()}...`
}

/** The beginning of a text, at most so many UTF-16 units, cut at a line where there is one near, with `…` where something is left out. */
export function cutText(text: string, units: number): string {
  if (text.length <= units) return text
  const kept = text.slice(0, units - 1).replace(/[\ud800-\udbff]$/, '')
  const line = kept.lastIndexOf('\n')
  return `${line > units / 2 ? kept.slice(0, line) : kept}…`
}
