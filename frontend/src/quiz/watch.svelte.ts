// The picture of a running test: fetched again quietly every ten seconds while
// the page is looked at, with how old it is by the device's stopwatch.
import { NoSignal, Problem } from '../lib/problem'
import { readMonitor, type Monitor, type Sitter } from './monitor-api'

const every = 10_000

export class Watch {
  data = $state.raw<Monitor | undefined>()
  problem = $state.raw<Problem | NoSignal | null>(null)
  busy = $state(true)
  copiedAt = null
  /** Seconds since the picture was taken. */
  age = $state(0)
  /** The last person of each page before this one. */
  pages = $state.raw<Sitter[]>([])
  private at = 0
  private turn = 0

  constructor(private lesson: string) {
    void this.again()
  }

  /** Keeps it fresh until the returned function is called. */
  run(): () => void {
    const timer = setInterval(() => {
      this.age = this.at ? Math.round((performance.now() - this.at) / 1_000) : 0
      if (!document.hidden && !this.busy && performance.now() - this.tried >= every) void this.again()
    }, 1_000)
    return () => clearInterval(timer)
  }

  private tried = 0

  async again(): Promise<void> {
    const turn = ++this.turn
    this.busy = true
    this.tried = performance.now()
    try {
      const data = await readMonitor(this.lesson, this.pages.at(-1))
      if (turn !== this.turn) return
      this.data = data
      this.problem = null
      this.at = performance.now()
      this.age = 0
    } catch (error) {
      if (turn !== this.turn) return
      if (!(error instanceof Problem) && !(error instanceof NoSignal)) throw error
      this.problem = error
    } finally {
      if (turn === this.turn) this.busy = false
    }
  }

  async go(pages: Sitter[]): Promise<void> {
    this.pages = pages
    await this.again()
  }

  /** The server's moment now, for what is left of an attempt. */
  now(): number {
    return this.data ? Date.parse(this.data.server_now) + this.age * 1_000 : 0
  }
}
