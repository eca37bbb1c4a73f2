// Dates and numbers as people here write them. Dates without a time
// ("2026-12-31") belong to no zone and are read as they stand.
import { lang } from './text'

const locale = () => (lang() === 'en' ? 'en-GB' : 'id-ID')

function parsed(value: string): Date {
  const [y, m, d] = value.split('-').map(Number)
  return value.length === 10 ? new Date(y ?? 0, (m ?? 1) - 1, d) : new Date(value)
}

/** "23 November 2026" */
export function date(value: string): string {
  return parsed(value).toLocaleDateString(locale(), { day: 'numeric', month: 'long', year: 'numeric' })
}

/** "23 Nov 2026", for tables. */
export function shortDate(value: string): string {
  return parsed(value).toLocaleDateString(locale(), { day: 'numeric', month: 'short', year: 'numeric' })
}

/** "23 November 2026 pukul 14.05" */
export function moment(value: string | number): string {
  const at = typeof value === 'number' ? new Date(value) : new Date(value)
  return at.toLocaleString(locale(), { dateStyle: 'long', timeStyle: 'short' })
}

/** "14.05" */
export function clockTime(value: string | number): string {
  return new Date(value).toLocaleTimeString(locale(), { hour: '2-digit', minute: '2-digit' })
}

/** "1.234" */
export function number(value: number): string {
  return value.toLocaleString(locale())
}

/** "3,4 MB" */
export function megabytes(bytes: number): string {
  return (bytes / 1e6).toLocaleString(locale(), { maximumFractionDigits: 1 }) + ' MB'
}

const unit = (value: number, name: 'hour' | 'minute' | 'second') =>
  value.toLocaleString(locale(), { style: 'unit', unit: name, unitDisplay: 'long' })

/** "45 menit", "3 jam", "2 jam 30 menit" */
export function duration(minutes: number): string {
  const h = Math.floor(minutes / 60)
  const m = minutes % 60
  return [h > 0 && unit(h, 'hour'), (m > 0 || h === 0) && unit(m, 'minute')].filter(Boolean).join(' ')
}

/** "40 detik", and minutes rounded up from one minute on. */
export function wait(seconds: number): string {
  return seconds < 60 ? unit(Math.ceil(seconds), 'second') : duration(Math.ceil(seconds / 60))
}

/** "9:05", for a clock that counts down. */
export function countdown(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds))
  return `${Math.floor(s / 60)}:${String(s % 60).padStart(2, '0')}`
}

/** Whole days from today to a date; negative when it has passed. */
export function daysUntil(value: string, now = new Date()): number {
  const today = new Date(now.getFullYear(), now.getMonth(), now.getDate())
  return Math.round((parsed(value).getTime() - today.getTime()) / 86_400_000)
}
