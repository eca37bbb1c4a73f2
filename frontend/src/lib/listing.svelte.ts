// A list that the server gives page by page, narrowed by a filter. The rows
// shown stay until those of a new filter arrive; no copy is kept on the device,
// because these are records of other people.
import { NoSignal, Problem } from './problem'

interface Shown<P, R> {
  /** The first page as it came: totals and names beside the rows. */
  head: P
  rows: R[]
  next: string // cursor of the next page, "" at the end
  at: number // epoch ms
}

/** Fits <Await of={…}>. */
export class Listing<P extends { next_cursor: string }, R> {
  data = $state.raw<Shown<P, R>>()
  problem = $state.raw<Problem | NoSignal | null>(null)
  /** Why the next page did not come, to be said where it was asked for. */
  stuck = $state.raw<Problem | NoSignal | null>(null)
  busy = $state(true)
  readonly copiedAt: number | null = null
  private turn = 0

  constructor(
    private fetching: (cursor: string) => Promise<P>,
    private rowsOf: (page: P) => R[],
  ) {}

  /** Fetches from the first page, for a new filter. */
  async restart(): Promise<void> {
    await this.fetch('problem', '', (page) => ({ head: page, rows: this.rowsOf(page), next: page.next_cursor, at: Date.now() }))
  }

  /** Fetches the next page and puts it below. */
  async more(): Promise<void> {
    const shown = this.data
    if (!shown?.next) return
    await this.fetch('stuck', shown.next, (page) => ({ ...shown, rows: [...shown.rows, ...this.rowsOf(page)], next: page.next_cursor }))
  }

  /** The name that <Await> knows. */
  again(): Promise<void> {
    return this.restart()
  }

  // An answer to an older question is ignored.
  private async fetch(failure: 'problem' | 'stuck', cursor: string, settle: (page: P) => Shown<P, R>): Promise<void> {
    const turn = ++this.turn
    this.busy = true
    try {
      const page = await this.fetching(cursor)
      if (turn !== this.turn) return
      this.data = settle(page)
      this.problem = this.stuck = null
    } catch (error) {
      if (turn !== this.turn) return
      if (!(error instanceof Problem) && !(error instanceof NoSignal)) throw error
      this[failure] = error
    } finally {
      if (turn === this.turn) this.busy = false
    }
  }
}
