// A template while it is being designed: its form, what differs from the
// server's, and the copy that waits in this tab for somebody who left.
import type { Problem } from '../lib/problem'
import type { Design, Signing, Template, TemplateContent } from './design-api'

export interface Draft {
  name: string
  course_code: string
  audience: TemplateContent['audience']
  design: Required<Design>
  first: string // officials, in the order of signing
  second: string
  series_id: string
  signing: Signing
}

export const lines = ['nip', 'rank', 'position', 'unit', 'organiser', 'period', 'predicate'] as const
export const placeholders = ['name', 'title', 'organiser', 'agency', 'place', 'dates', 'jp', 'predicate', 'number'] as const

const plain: Required<Design> = {
  heading: '', accent: '', opening: '', statement: '', closing: '', footer: '', hide: [], second_back: false, emblem_hash: '', emblem_alt: '',
}

export function draftOf(t?: Template): Draft {
  return {
    name: t?.name ?? '',
    course_code: t?.course_code ?? '',
    audience: t?.audience ?? 'any',
    design: { ...plain, ...t?.design, hide: [...(t?.design.hide ?? [])] },
    first: t?.officials[0] ?? '',
    second: t?.officials[1] ?? '',
    series_id: t?.series_id ?? '',
    signing: t?.signing ?? 'none',
  }
}

/** As the server takes it; what is empty is left to the built-in design. */
export function contentOf(d: Draft): TemplateContent {
  const said = Object.entries(d.design).filter(([, v]) => (Array.isArray(v) ? v.length > 0 : v))
  return {
    name: d.name.trim(),
    course_code: d.course_code,
    audience: d.audience,
    design: Object.fromEntries(said) as Design,
    officials: [d.first, d.second].filter(Boolean),
    series_id: d.series_id || undefined,
    signing: d.signing,
  }
}

/** A plain copy. (Svelte's own, $state.snapshot, would cost every learner 300
 * bytes in the chunk that all pages share.) */
export const copyOf = (d: Draft): Draft => JSON.parse(JSON.stringify(d)) as Draft

export const same = (a: Draft, b: Draft): boolean => JSON.stringify(contentOf(a)) === JSON.stringify(contentOf(b))

/** The id of the field that a pointer of the server speaks of. */
export const fieldOf = (pointer: string): string => pointer.slice(1).replaceAll('/', '-')

/** What is wrong, by field. */
export function wrongIn(problem: Pick<Problem, 'errors' | 'sentence'>): Record<string, string> {
  return Object.fromEntries(problem.errors.map((e) => [fieldOf(e.pointer), e.detail || problem.sentence]))
}

interface Kept {
  version: number // that the draft began from
  draft: Draft
}

// One copy per account and template, in this tab only.
const key = (account: string, id: string) => `lentera.templat.${account}.${id}`

export function keep(account: string, id: string, kept: Kept | null): void {
  try {
    if (kept) sessionStorage.setItem(key(account, id), JSON.stringify(kept))
    else sessionStorage.removeItem(key(account, id))
  } catch {
    // a full or forbidden store: the page still asks before it is closed
  }
}

export function keptOf(account: string, id: string): Kept | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(key(account, id)) ?? 'null') as Kept | null
    return kept && { version: kept.version, draft: { ...draftOf(), ...kept.draft, design: { ...plain, ...kept.draft.design } } }
  } catch {
    return null
  }
}

/** The contrast of a colour like "#0b5c7a" on white paper (WCAG 2), or 0 for
 * what is no colour. The server decides; this only says it while one types. */
export function contrastOnWhite(color: string): number {
  if (!/^#[0-9a-f]{6}$/.test(color)) return 0
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((i) => {
    const part = parseInt(color.slice(i, i + 2), 16) / 255
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4
  })
  return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05)
}
