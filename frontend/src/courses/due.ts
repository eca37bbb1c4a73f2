// A due date in words. It lasts until the end of its day.
import { date, daysUntil } from '../lib/format'
import { t } from './text'

export interface Due {
  words: string
  tone: '' | 'warn' | 'bad'
}

/** Null when there is no due date. */
export function dueWords(due_on: string | null, now = new Date()): Due | null {
  if (!due_on) return null
  const days = daysUntil(due_on, now)
  if (days < 0) return { words: t('due_past', { date: date(due_on) }), tone: 'bad' }
  if (days === 0) return { words: t('due_today'), tone: 'warn' }
  const words = t('due', { date: date(due_on) })
  return days <= 14 ? { words: `${words} (${t('due_days', { n: days })})`, tone: 'warn' } : { words, tone: '' }
}
