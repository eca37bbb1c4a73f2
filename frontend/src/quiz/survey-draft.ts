// What somebody has filled in of an anonymous survey and not sent: on this
// device alone, for one account. It outlives a reload and a lost signal, is
// wiped when the survey has arrived, and goes when another account opens a
// survey here. It never travels by itself: nothing may tie it to a person.
import { owner } from '../offline/owner'

const prefix = 'lentera-survei:'
const own = () => `${prefix}${owner()}:`

export type Filled = Record<string, string[]>

/** What was filled in, or nothing. */
export function filledIn(lesson: string): Filled {
  try {
    for (const name of Object.keys(localStorage)) if (name.startsWith(prefix) && !name.startsWith(own())) localStorage.removeItem(name)
    const found = JSON.parse(localStorage.getItem(own() + lesson) ?? '{}') as unknown
    const pairs = found && typeof found === 'object' ? Object.entries(found) : []
    return Object.fromEntries(pairs.filter(([, v]) => Array.isArray(v) && v.every((s) => typeof s === 'string'))) as Filled
  } catch {
    return {}
  }
}

/** Keeps what is filled in; false where the device has no place for it. */
export function keepFilled(lesson: string, filled: Filled): boolean {
  try {
    const kept = Object.fromEntries(Object.entries(filled).filter(([, chosen]) => chosen.length > 0))
    if (Object.keys(kept).length === 0) localStorage.removeItem(own() + lesson)
    else localStorage.setItem(own() + lesson, JSON.stringify(kept))
    return true
  } catch {
    return false
  }
}
