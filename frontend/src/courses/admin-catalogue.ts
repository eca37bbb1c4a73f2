// The catalogue, fetched once for the questions of one mandate.
import { Load } from '../offline/load.svelte'
import { readCatalogue, type CourseCard } from './api'

const fresh = 5 * 60_000 // ms
let kept: { load: Load<{ courses: CourseCard[] }>; at: number } | null = null

export function catalogue(): Load<{ courses: CourseCard[] }> {
  if (!kept || kept.load.problem || Date.now() - kept.at > fresh) kept = { load: new Load(readCatalogue), at: Date.now() }
  return kept.load
}
