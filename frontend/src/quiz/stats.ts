import { lang, texts } from '../lib/text'
import indonesian from './stats.id.json'

export const t = texts('quiz/stats', indonesian)

const written = (value: number, decimals: number) =>
  value.toLocaleString(lang() === 'en' ? 'en-GB' : 'id-ID', { minimumFractionDigits: decimals, maximumFractionDigits: decimals })

/** "0,42", or a dash where the formula says nothing. */
export const figure = (value: number | null) => (value === null ? '–' : written(value, 2))
/** "62,5%", or a dash. */
export const share = (value: number | null) => (value === null ? '–' : `${written(100 * value, 1)}%`)
/** Points with as many decimals as they have. */
export const marks = (value: number) => value.toLocaleString(lang() === 'en' ? 'en-GB' : 'id-ID', { maximumFractionDigits: 2 })
