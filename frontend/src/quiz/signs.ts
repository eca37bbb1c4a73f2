// The sign of life of an attempt's screen, every half minute while it is looked
// at and at each return to it: whoever watches the test sees that it is there,
// and it hears of time that was given. Where the quiz notes absences (the
// learner was told before the start) the seconds away go with it.
import { call } from '../lib/http'
import type { Clock } from './clock.svelte'
import { t } from './late-text'

const every = 30_000
let running: (() => void) | null = null

export function signs(id: string, focus_log: boolean, clock: Clock, wanted: () => boolean): void {
  running?.()
  let left: number | null = null
  let away: number[] = []
  let deadline = 0
  async function sign() {
    const sent = away
    away = []
    // One that may have arrived is not sent again: it must not count twice.
    const s = await call<{ seconds_left: number; deadline_at: string }>('POST', `/api/quiz/attempts/${id}/presence`, { body: { away: sent.slice(-20) } }).catch(() => null)
    if (!s || !wanted()) return
    clock.set(s.seconds_left)
    const ends = Date.parse(s.deadline_at)
    const more = deadline && Math.round((ends - deadline) / 60_000) // by the server's word alone
    if (more > 0) clock.said = t('time_added', { n: more })
    deadline = ends
  }
  function seen() {
    if (document.hidden) left = performance.now()
    else {
      if (focus_log && left !== null) away.push(Math.max(1, Math.round((performance.now() - left) / 1_000)))
      left = null
      void sign()
    }
  }
  const timer = setInterval(() => {
    if (!wanted()) running?.()
    else if (!document.hidden) void sign()
  }, every)
  document.addEventListener('visibilitychange', seen)
  running = () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', seen)
    running = null
  }
  void sign()
}
