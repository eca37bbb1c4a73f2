// Tells the server that somebody is here, while the page can be seen. The
// server decides what it credits; these numbers only repeat its answer.
import { signPresence, type Lesson } from './api'

const every = 25_000 // ms; the server credits at most 45 s per sign

export class Presence {
  seconds = $state(0)
  needed = $state(0)
  videoSecond = $state(0)
  private running = false

  constructor(private lesson: string) {}

  /** Begins from what the lesson says; once. */
  start(lesson: Lesson): void {
    if (this.running) return
    this.running = true
    this.seconds = lesson.seconds
    this.needed = lesson.seconds_needed
    this.videoSecond = lesson.video_second
    void this.sign()
  }

  /** Signs regularly until the returned function is called. */
  watch(): () => void {
    const timer = setInterval(() => {
      if (this.running && document.visibilityState === 'visible') void this.sign()
    }, every)
    return () => clearInterval(timer)
  }

  /** Signs now. A lost sign costs at most one interval, so it is not repeated. */
  async sign(): Promise<void> {
    try {
      const now = await signPresence(this.lesson, this.videoSecond > 0 ? this.videoSecond : undefined)
      this.seconds = now.seconds
      this.needed = now.seconds_needed
    } catch {
      // The next sign tells the server the same.
    }
  }
}
