import type { Name } from '../api/document.ts'
import type { Language } from './language.ts'

/** `UBND huyện Nam Trà My` is known as `Nam Trà My` to everyone who looks at the map. */
const vietnamese = /^UBND\s+(?:(?:thành phố|thị xã|huyện|quận|tỉnh|TP\.?)\s+)?/iu
const english = /\s+(?:(?:City|Town|District|Province)\s+)?People['’]s Committee$/iu

/** The name without the words that most sites share; the name itself when nothing would be left. */
export function shortName(name: Name, language: Language): string {
  return name[language].replace(language === 'vi' ? vietnamese : english, '') || name[language]
}
