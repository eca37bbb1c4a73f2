// The unit tree, fetched once for the pages that choose from it.
import { grow, sums, type Branch } from '../lib/tree'
import { Load } from '../offline/load.svelte'
import { listUnits, type Unit } from './admin-api'

export interface Tree {
  roots: Branch<Unit>[]
  byId: Map<string, Unit>
  /** How many people are in a unit and all units below it, by its id. */
  people: Map<string, number>
}

const fresh = 5 * 60_000 // ms
let kept: { load: Load<Tree>; at: number } | null = null

/** The units this person may see; a tree younger than five minutes is reused. */
export function unitTree(): Load<Tree> {
  if (!kept || kept.load.problem || Date.now() - kept.at > fresh) kept = { load: new Load(fetchTree), at: Date.now() }
  return kept.load
}

/** After an import: the next page fetches anew. */
export function forgetUnitTree(): void {
  kept = null
}

async function fetchTree(): Promise<Tree> {
  const { units } = await listUnits()
  const roots = grow(units)
  return { roots, byId: new Map(units.map((u) => [u.id, u])), people: sums(roots, (u) => u.people) }
}
