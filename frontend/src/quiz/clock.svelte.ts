// The time left of an attempt. The server says how many seconds are left; from
// then on only the device's own stopwatch counts, never its calendar.
import { t } from './attempt-text'

const marks = [10, 5, 1] // minutes at which the time is said aloud

export class Clock {
  left = $state(Infinity)
  /** What a screen reader is told; changes at the marks only. */
  said = $state('')
  private end = Infinity

  /** Takes over the server's word. */
  set(seconds_left: number): void {
    this.end = performance.now() + seconds_left * 1_000
    this.tick()
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

  private tick(): void {
    this.left = Math.max(0, (this.end - performance.now()) / 1_000)
  }
}

/** The time left in words: minutes, and seconds in the last one. */
export function timeWords(seconds: number): string {
  if (seconds <= 0) return t('time_up')
  return seconds >= 60 ? t('minutes_left', { n: Math.ceil(seconds / 60) }) : t('seconds_left', { n: Math.ceil(seconds) })
}
