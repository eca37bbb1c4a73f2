// What a page waits for: loading, then data (fresh or a dated copy), or a
// problem with a way to try again. Old data stays while new data is fetched.
import { NoSignal, Problem } from '../lib/problem'
import { readThrough } from './copies'

export class Load<T> {
  data = $state.raw<T>()
  copiedAt = $state<number | null>(null)
  problem = $state.raw<Problem | NoSignal | null>(null)
  busy = $state(true)
  private turn = 0
  private waits = 0

  /** `copy` names the copy kept on the device; without it nothing is kept. */
  constructor(
    private fetching: () => Promise<T>,
    private copy?: string,
  ) {
    void this.again()
  }

  /** Fetches again; an answer to an older question is ignored. */
  async again(): Promise<void> {
    const turn = ++this.turn
    this.busy = true
    try {
      const { data, copiedAt } = this.copy
        ? await readThrough(this.copy, this.fetching, (late) => this.settle(turn, late, null))
        : { data: await this.fetching(), copiedAt: null }
      this.settle(turn, data, copiedAt)
    } catch (error) {
      if (turn !== this.turn) return
      if (!(error instanceof Problem) && !(error instanceof NoSignal)) throw error
      this.problem = error
      // The server said when to come back: nobody has to press for that.
      if (error instanceof Problem && error.status === 503 && error.retryAfter && this.waits++ < 8)
        setTimeout(() => turn === this.turn && this.again(), error.retryAfter * 1000)
    } finally {
      if (turn === this.turn) this.busy = false
    }
  }

  private settle(turn: number, data: T, copiedAt: number | null): void {
    if (turn !== this.turn) return
    this.data = data
    this.copiedAt = copiedAt
    this.problem = null
    this.waits = 0
  }
}
