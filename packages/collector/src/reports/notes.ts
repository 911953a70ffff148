import type { Check, Name } from '@vonggac/model'
import type { Period } from './period.ts'
import type { Run } from './runs.ts'
import type { Span } from './span.ts'

/** Where a report's histories come from. */
export interface Source {
  /** How a check's target was over a span, without gaps. */
  runs(check: Check, span: Span, signal?: AbortSignal): Promise<Run[]>
  /** From when on a check's history rests on its results as they were written; before, on summaries of them. */
  exactFrom(check: Check, span: Span): number
  /** The oldest time of which anything is kept. */
  readonly knownFrom: number
  /** What a reader has to know of it, once all has been read. */
  notes(): readonly Name[]
}

/** What a reader has to know of a report. */
export function notesOf({
  period,
  span,
  links,
  source,
}: {
  period: Period
  span: Span
  links: number
  source: Source
}): Name[] {
  const notes: Name[] = []
  if (span.to < period.to)
    notes.push({
      vi: 'Kỳ báo cáo chưa kết thúc: số liệu tính đến lúc lập báo cáo.',
      en: 'The period is not over: the figures are as of the making of this report.',
    })
  if (source.knownFrom > span.from)
    notes.push({
      vi: 'Số liệu của phần đầu kỳ đã hết hạn lưu trữ: phần đó ghi là không rõ và không tính vào bên nào.',
      en: 'Results of the beginning of the period are no longer kept: that part is unknown and counts on neither side.',
    })
  if (links === 0)
    notes.push({
      vi: 'Không có đường truyền nào được giám sát trong phạm vi này.',
      en: 'No link within this scope is being watched.',
    })
  return [...notes, ...source.notes()]
}
