// A closed question of any kind, line by line: what was asked, given and right.
import type { Option } from '../api'
import { t } from '../review-text'
import { pairsOf, percent, plain, spotsOf, tokensOf, type Content } from './shared'

export type Verdict = 'right' | 'partly' | 'wrong' | 'missing' | 'pending'

/** One line of a review. `right` is null where it is withheld or people mark. */
export interface Line {
  id: string
  what: string // words, never to be put into the page as HTML
  html?: string // or what the server sanitised
  given: string // "" for nothing
  right: string | null
  verdict: Verdict | null
}

export interface Closed {
  kind: string
  content: Content
  chosen: string[]
  right?: string[]
  parts?: { id: string; verdict: string }[]
}

/** The lines of a question; a case has none of its own. */
export function linesOf(item: Closed): Line[] {
  const { content, chosen, right } = item
  const verdicts = new Map(item.parts?.map((p) => [p.id, p.verdict as Verdict]))
  // Without the server's verdicts only what is the same to the letter is right.
  const line = (id: string, what: string, given: string, is: string | null): Line => ({
    id, what, given, right: is, verdict: verdicts.get(id) ?? (is === null ? null : !given ? 'missing' : given === is ? 'right' : null),
  })
  const word = (options: Option[] | undefined, id: string | undefined) => plain(options?.find((o) => o.id === id)?.html ?? '')
  const mine = pairsOf(chosen)
  const theirs = right && pairsOf(right)
  switch (item.kind) {
    case 'matching':
    case 'categorise': {
      const places = content.right ?? content.categories
      return (content.left ?? content.items ?? []).map((o) => ({ html: o.html, ...line(o.id, '', word(places, mine[o.id]), theirs ? word(places, theirs[o.id]) : null) }))
    }
    case 'ordering':
      return (right ?? (chosen.length ? chosen : (content.items ?? []).map((o) => o.id))).map((id, i) => ({
        ...line(id, t('place_n', { n: i + 1 }), word(content.items, chosen[i]), right ? word(content.items, id) : null),
      }))
    case 'cloze':
      return (content.gaps ?? []).map((g, i) => {
        const shown = (value: string | undefined) => (g.kind === 'single' ? word(g.options, value) : (value ?? ''))
        return line(g.id, g.label || `(${i + 1})`, shown(mine[g.id]), theirs ? shown(theirs[g.id]) : null)
      })
    case 'hotspot':
      return spotsOf(chosen).map((s, i) => ({ id: `${i}`, what: t('mark_n', { n: i + 1 }), given: `${percent(s.x)}% × ${percent(s.y)}%`, right: null, verdict: null }))
    case 'single':
    case 'multiple':
    case 'truefalse': {
      const words = (ids: string[]) => (content.options ?? []).filter((o) => ids.includes(o.id)).map((o) => plain(o.html)).join('; ')
      return [line('', '', words(chosen), right ? words(right) : null)]
    }
    case 'case':
      return []
  }
  return [line('', '', chosen[0] ?? '', right?.[0] ?? null)]
}

/** The items of a case as closed questions. */
export function itemsOf(item: Closed): (Closed & { id: string; stem_html: string; verdict: Verdict | null })[] {
  return (item.content.items ?? []).map((i) => ({
    id: i.id,
    kind: i.kind ?? '',
    stem_html: i.stem_html ?? '',
    content: i.content ?? {},
    chosen: tokensOf(i.id, item.chosen),
    right: item.right && tokensOf(i.id, item.right),
    verdict: (item.parts?.find((p) => p.id === i.id)?.verdict as Verdict | undefined) ?? null,
  }))
}
