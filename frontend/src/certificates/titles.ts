// Which title an official has on a day. Days are "2026-11-26", which sort as
// they stand.
import type { Official, OfficialTitle } from './design-api'

/** The calendar day of this device. Only for what to show: the server takes
 * the day of issue in the agency's own zone. */
export function today(now = new Date()): string {
  return now.toLocaleDateString('sv')
}

export function titleOn(official: Official, day: string): OfficialTitle | undefined {
  return official.titles.find((t) => t.valid_from <= day && (!t.valid_to || t.valid_to >= day))
}

/** When a title holds, seen from a day. */
export function phaseOf(title: OfficialTitle, day: string): 'past' | 'now' | 'coming' {
  if (title.valid_from > day) return 'coming'
  return title.valid_to && title.valid_to < day ? 'past' : 'now'
}
