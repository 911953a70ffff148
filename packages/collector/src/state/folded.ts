/** A text as a search compares it: lower case and without marks, so that `tam ky` finds `Tam Kỳ`. */
export const folded = (text: string): string =>
  text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase().replaceAll('đ', 'd')
