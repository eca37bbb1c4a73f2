// The time left of an attempt. The server says how much is left; from then on
// only the device's own stopwatch counts, never its calendar.
import { t } from './attempt-text'

const marks = [10, 5, 1] // minutes at which the time is said aloud

export class Clock {
  left = $state(Infinity)
  /** What a screen reader is told; changes at the marks only. */
  said = $state('')
  private end = Infinity
  private begun = [0, 0]

  /** Takes over the server's word of some ms ago. Left and gone rest on this one
   * word: what is chosen while time is left is not noted as after it, unless
   * the phone slept in between. */
  hear(of: { started_at: string; deadline_at: string; server_now: string }, age = 0): void {
    const now = Date.parse(of.server_now) + age
    this.end = performance.now() + Date.parse(of.deadline_at) - now
    this.begun = [performance.now(), Date.now()].map((ms) => ms - now + Date.parse(of.started_at))
    this.tick()
  }

  /** Takes over its word in whole seconds, unless that only rounds. */
  set(seconds_left: number): void {
    const end = performance.now() + seconds_left * 1_000
    if (Math.abs(end - this.end) > 1_500) this.end = end
    this.tick()
  }

  /** Milliseconds since the start, for the evidence with a late answer
   * (offline/bulk.ts says why the greater of two clocks). */
  gone(): number {
    const [tick = 0, at = 0] = this.begun
    return Math.max(performance.now() - tick, Date.now() - at)
  }

  /** Counts until the returned function is called. */
  run(over: () => void): () => void {
    const timer = setInterval(() => {
      const before = this.left
      this.tick()
      for (const m of marks) if (before > m * 60 && this.left <= m * 60) this.said = t('announce', { n: m })
      if (before > 0 && this.left <= 0) over()
    }, 500)
    return () => clearInterval(timer)
  }

  /** Counts anew, and gives the seconds left. */
  tick(): number {
    return (this.left = Math.max(0, (this.end - performance.now()) / 1_000))
  }
}

/** The time left in words: minutes, and seconds in the last one. */
export function timeWords(seconds: number): string {
  if (seconds <= 0) return t('time_up')
  return seconds >= 60 ? t('minutes_left', { n: Math.ceil(seconds / 60) }) : t('seconds_left', { n: Math.ceil(seconds) })
}
