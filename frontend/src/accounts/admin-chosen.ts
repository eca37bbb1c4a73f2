// The names of people that a page handed to the page of codes. The address
// carries their keys only; after a reload the names are gone and a number stays.
import type { PersonLine } from './admin-api'

const names = new Map<string, string>()

export function choose(people: PersonLine[]): void {
  for (const person of people) names.set(person.person_id, person.full_name)
}

/** The names that are still known. */
export function namesOf(ids: string[]): string[] {
  return ids.flatMap((id) => names.get(id) ?? [])
}
