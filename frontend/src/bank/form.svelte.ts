// A question while it is written. What is not saved yet stays in this tab: it
// outlives a reload and a lost signal, and is dropped when it is saved, or when
// somebody else signs in.
import { lang } from '../lib/text'
import { createQuestion, saveQuestion, type Question, type Writing } from './api'
import { keep, kept } from './kept'
import { fresh } from './kinds'
import { NoSignal, Problem } from '../lib/problem'

/** The id of the field that a pointer of the server names. */
export const idOf = (pointer: string) => 'f' + pointer.replaceAll('/', '-')

/** The server's sentence about one place of a form. */
export const wrongAt = (problem: unknown, pointer: string) => (problem instanceof Problem ? problem.errors.find((e) => e.pointer === pointer)?.detail : undefined)

/** Everything that is wrong, with the nearest field on the page. */
export function errorsOf(problem: unknown): { field?: string; text: string }[] {
  if (!(problem instanceof Problem)) return []
  return problem.errors.map((e) => {
    let pointer = e.pointer
    while (pointer && !document.getElementById(idOf(pointer))) pointer = pointer.slice(0, pointer.lastIndexOf('/'))
    return { field: pointer ? idOf(pointer) : undefined, text: e.detail ?? e.code }
  })
}

function blank(kind: string, category: string): Writing {
  const made = lang() === 'en' ? fresh(kind, 'True', 'False') : fresh(kind)
  return { name: '', category_id: category || null, shared: true, kind, stem_html: '', ...made, explanation_html: '', tags: {}, points: 1, note: '' }
}

function written(q: Question): Writing {
  const { kind, stem_html, content, key, explanation_html, tags, points } = q.version
  return { name: q.name, category_id: q.category_id, shared: q.shared, kind, stem_html, content, key, explanation_html, tags: { ...tags }, points, note: '' }
}

export class Form {
  of = $state.raw<Question | null>(null)
  now = $state<Writing>(blank('single', ''))
  /** Counts new beginnings: editors of text start anew from it. */
  turn = $state(0)
  restored = $state(false)
  problem = $state.raw<Problem | NoSignal | null>(null)
  private saved = ''

  constructor(question: Question | null, kind = 'single', category = '', copy?: Question) {
    this.of = question
    const start = question ? written(question) : copy ? { ...written(copy), name: '', category_id: null } : blank(kind, category)
    this.begin(start)
    const before = kept(this.place)
    if (before && before !== this.saved) {
      this.now = JSON.parse(before) as Writing
      this.restored = true
    }
  }

  private begin(w: Writing) {
    this.now = w
    this.saved = JSON.stringify(w)
    this.turn += 1
  }

  get changed(): boolean {
    return JSON.stringify(this.now) !== this.saved
  }

  private get place(): string {
    return this.of ? `${this.of.id}:${this.of.no}` : `baru:${this.now.kind}`
  }

  keep(): void {
    keep(this.place, this.changed ? JSON.stringify(this.now) : null)
  }

  discard(): void {
    this.begin(JSON.parse(this.saved) as Writing)
    this.restored = false
    this.problem = null
    this.keep()
  }

  /** The server's sentence about one place of the form. */
  wrong = (pointer: string): string | undefined => wrongAt(this.problem, pointer)

  /** Everything that is wrong, with the nearest field on the page. */
  get errors(): { field?: string; text: string }[] {
    return errorsOf(this.problem)
  }

  /** Saves; gives the question, or nothing when it was refused. */
  async save(): Promise<Question | null> {
    this.problem = null
    const place = this.place
    try {
      const now = this.now
      const q = this.of ? await saveQuestion(this.of.id, this.of.no, now) : await createQuestion(now)
      keep(place, null)
      this.take(q)
      return q
    } catch (error) {
      if (!(error instanceof Problem) && !(error instanceof NoSignal)) throw error
      this.problem = error
      return null
    }
  }

  take(q: Question): void {
    this.of = q
    this.restored = false
    this.begin(written(q))
  }
}
