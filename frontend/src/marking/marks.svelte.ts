// What a marker has chosen so far on one sheet: kept on the screen, saved as a
// draft a moment after each change, "saved" only when the server has said so.
import { NoSignal, Problem } from '../lib/problem'
import { settled } from '../lib/later'
import { saveDraft, type Given, type Sheet, type SheetItem } from './api'

export class Marks {
  of = $state<Record<number, Given>>({})
  state = $state<'' | 'saving' | 'saved' | 'unsaved'>('')
  savedAt = $state('')
  stale = $state(false)
  problem = $state.raw<Problem | NoSignal | null>(null)
  private seq: number
  private sending: Promise<void> | null = null
  private dirty = false
  private over = false
  private soon = settled(() => void this.send(), 600)

  constructor(private sheet: Sheet) {
    this.seq = sheet.seq
    for (const it of sheet.items) this.of[it.no] = { no: it.no, levels: { ...it.draft?.levels }, note: it.draft?.note ?? '' }
  }

  get list(): Given[] {
    return this.sheet.items.map((it) => ({ ...this.of[it.no]!, levels: { ...this.of[it.no]!.levels } }))
  }

  choose(no: number, criterion: string, level: string): void {
    this.of[no]!.levels[criterion] = level
    this.changed()
  }

  write(no: number, note: string): void {
    this.of[no]!.note = note
    this.changed()
  }

  /** No draft is sent any more: the sheet is finished or given back. */
  end(): Promise<void> {
    this.over = true
    return this.sending ?? Promise.resolve()
  }

  again(): void {
    this.over = false
  }

  private changed(): void {
    this.dirty = true
    this.state = 'unsaved'
    this.soon()
  }

  /** Sends what is new; one request at a time, the newest state each time. */
  send(): Promise<void> {
    this.sending ??= this.work().finally(() => (this.sending = null))
    return this.sending
  }

  private async work(): Promise<void> {
    while (this.dirty && !this.over) {
      this.dirty = false
      this.state = 'saving'
      try {
        const saved = await saveDraft(this.sheet.id, ++this.seq, this.list)
        this.problem = null
        this.stale ||= saved.stale
        this.seq = Math.max(this.seq, saved.seq)
        if (this.dirty) continue
        this.state = saved.stale ? 'unsaved' : 'saved'
        this.savedAt = saved.saved_at
      } catch (error) {
        if (!(error instanceof Problem) && !(error instanceof NoSignal)) throw error
        this.problem = error
        this.state = 'unsaved'
        if (error instanceof NoSignal || error.passing) {
          this.dirty = true
          setTimeout(() => void this.send(), 5_000)
        }
        return
      }
    }
  }
}

/** The mark of chosen levels, as the server reckons it; null while a criterion
 * is open. */
export function markOf(item: SheetItem, levels: Record<string, string>): number | null {
  let got = 0
  let most = 0
  for (const c of item.rubric) {
    const level = c.levels.find((l) => l.id === levels[c.id])
    if (!level) return null
    got += level.points
    most += Math.max(...c.levels.map((l) => l.points))
  }
  return most > 0 ? Math.round((item.max_points * got * 100_000) / most) / 100_000 : 0
}
