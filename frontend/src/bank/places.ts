// The tree of categories as lines of a list.
import type { Category } from './api'

export interface Place extends Category {
  depth: number
  path: string // "Aman › Surel"
}

/** Every category below its parent, in the order of names. */
export function placesOf(categories: Category[]): Place[] {
  const below = (parent: string | null, depth: number, above: string): Place[] =>
    categories
      .filter((c) => c.parent_id === parent)
      .sort((a, b) => a.name.localeCompare(b.name))
      .flatMap((c) => {
        const path = above ? `${above} › ${c.name}` : c.name
        return [{ ...c, depth, path }, ...below(c.id, depth + 1, path)]
      })
  return below(null, 0, '')
}

export const choicesOf = (places: Place[], first: string) => [{ value: '', label: first }, ...places.map((p) => ({ value: p.id, label: p.path }))]
