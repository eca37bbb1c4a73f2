// The number that a pattern would give, while it is being typed. The server
// decides whether a series may have it.

export interface NewSeries {
  class_code: string
  unit_word: string
  pattern: string
}

export const tokens = ['seq', 'year', 'class', 'unit', 'month', 'month_roman'] as const
const roman = ['I', 'II', 'III', 'IV', 'V', 'VI', 'VII', 'VIII', 'IX', 'X', 'XI', 'XII']

export function exampleOf(s: NewSeries, seq: number, day: Date): string {
  const month = day.getMonth()
  const words: Record<string, string> = {
    seq: String(seq).padStart(4, '0'), year: String(day.getFullYear()), class: s.class_code, unit: s.unit_word,
    month: String(month + 1).padStart(2, '0'), month_roman: roman[month] ?? '',
  }
  return s.pattern.replace(/\{(\w+)\}/g, (whole, name: string) => words[name] || whole)
}
