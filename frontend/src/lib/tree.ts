// A tree out of a flat list in which every item names its parent.

export interface TreeItem {
  id: string
  name: string
  parent_id: string | null
}

export interface Branch<T> {
  item: T
  /** The names above, from the root down, without the item's own. */
  above: string[]
  children: Branch<T>[]
}

/** The roots with all that is below them, by name. An item whose parent is not
 * in the list is a root (a unit admin sees only a part of the tree), and so is
 * the first of a ring that no root leads to: nothing is left out. */
export function grow<T extends TreeItem>(items: T[]): Branch<T>[] {
  const known = new Set(items.map((i) => i.id))
  const below = new Map<string, T[]>()
  for (const item of items) {
    const parent = item.parent_id ?? ''
    below.set(parent, [...(below.get(parent) ?? []), item])
  }
  const seen = new Set<string>()
  const branch = (item: T, above: string[]): Branch<T> => {
    seen.add(item.id)
    const children = byName(below.get(item.id) ?? []).filter((c) => !seen.has(c.id))
    return { item, above, children: children.map((c) => branch(c, [...above, item.name])) }
  }
  const roots = byName(items.filter((i) => !i.parent_id || !known.has(i.parent_id))).map((i) => branch(i, []))
  for (const item of items) if (!seen.has(item.id)) roots.push(branch(item, []))
  return roots
}

/** Every branch, each before those below it. */
export function flat<T>(branches: Branch<T>[]): Branch<T>[] {
  return branches.flatMap((b) => [b, ...flat(b.children)])
}

/** The branches whose name has all the words; those whose name begins with the
 * words come first. */
export function find<T extends TreeItem>(branches: Branch<T>[], words: string): Branch<T>[] {
  const wanted = words.toLowerCase().trim()
  const parts = wanted.split(/\s+/)
  const found = flat(branches).filter((b) => parts.every((p) => b.item.name.toLowerCase().includes(p)))
  const begins = (b: Branch<T>) => (b.item.name.toLowerCase().startsWith(wanted) ? 0 : 1)
  return found.sort((a, b) => begins(a) - begins(b))
}

/** For every item, by id: the sum over itself and all that is below. */
export function sums<T extends TreeItem>(branches: Branch<T>[], n: (item: T) => number): Map<string, number> {
  const out = new Map<string, number>()
  const add = (b: Branch<T>): number => {
    const sum = b.children.reduce((total, c) => total + add(c), n(b.item))
    out.set(b.item.id, sum)
    return sum
  }
  branches.forEach(add)
  return out
}

function byName<T extends TreeItem>(items: T[]): T[] {
  return [...items].sort((a, b) => a.name.localeCompare(b.name, 'id', { numeric: true }))
}
