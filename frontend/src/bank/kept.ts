// Unsaved writing of an author, in this tab alone: it outlives a reload and a
// lost signal; when somebody else signs in it is dropped. It may hold keys, so
// it goes nowhere else on the device.
import { session } from '../accounts/session.svelte'

const prefix = 'lentera-tulisan:'
const own = () => `${prefix}${session.me?.account_id}:`

/** What was kept for a place, or nothing. */
export function kept(place: string): string | null {
  try {
    for (const name of Object.keys(sessionStorage)) {
      if (name.startsWith(prefix) && !name.startsWith(own())) sessionStorage.removeItem(name)
    }
    return sessionStorage.getItem(own() + place)
  } catch {
    return null // a browser without storage keeps nothing
  }
}

/** Keeps a text for a place; null forgets it. */
export function keep(place: string, text: string | null): void {
  try {
    if (text === null) sessionStorage.removeItem(own() + place)
    else sessionStorage.setItem(own() + place, text)
  } catch {
    // full or forbidden: the page still holds it
  }
}
