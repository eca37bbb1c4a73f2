// The controls of the kinds on a paper. Single and multiple choice and true or
// false need none of them: they are in the page.
import type { Component } from 'svelte'
import type { Answers } from '../answers.svelte'
import type { AttemptItem } from '../api'
import Other from './Other.svelte'
import type { Content, KindProps, Parts } from './shared'

const pairs = () => import('./Pairs.svelte')
const loaders: Record<string, () => Promise<{ default: Component<KindProps> }>> = {
  matching: pairs,
  categorise: pairs,
  ordering: () => import('./Ordering.svelte'),
  shorttext: () => import('./ShortText.svelte'),
  numeric: () => import('./Numeric.svelte'),
  cloze: () => import('./Cloze.svelte'),
  hotspot: () => import('./Hotspot.svelte'),
  case: () => import('./Case.svelte'),
  essay: () => import('./Essay.svelte'),
  file: () => import('./File.svelte'),
}

/** The kinds on a paper, those inside cases too. */
export function kindsOn(items: { kind: string; content?: Content }[]): string[] {
  const inside = items.flatMap((i) => (i.kind === 'case' ? (i.content?.items ?? []) : [])).map((i) => i.kind ?? '')
  return [...new Set([...items.map((i) => i.kind), ...inside])]
}

/** Brings every control that a paper needs, or fails: a question must not be
 * without its control when the line breaks later. With the answers of an
 * attempt, files that were on their way go on. */
export async function othersFor(items: AttemptItem[], answers?: Answers) {
  const wanted = kindsOn(items).filter((k) => k in loaders)
  const parts = await Promise.all(wanted.map(async (k) => [k, (await loaders[k]?.())?.default] as const))
  if (answers && wanted.includes('file')) await (await import('./uploads.svelte')).begin(answers)
  return { Other, parts: Object.fromEntries(parts) as Parts }
}
