// The sign of life of an attempt's screen, every half minute while it is looked
// at and at each return to it: whoever watches the test sees that it is there,
// and it hears of time that was given and of other devices. Where the quiz notes
// absences (the learner was told before the start) the seconds away go with it,
// from the device that holds the attempt.
import { release } from '../offline/sender.svelte'
import type { Answers } from './answers.svelte'
import type { Attempt } from './api'
import type { Clock } from './clock.svelte'
import { t } from './late-text'
import { signPresence } from './sitting-api'

const every = 30_000
let running: (() => void) | null = null

/** Signs until nobody wants it any more. `changed`: the attempt should be read
 * anew; `elsewhere`: whether another device has it open too. */
export function signs(of: Attempt, answers: Answers, clock: Clock, changed: () => void, elsewhere: (is: boolean) => void): () => void {
  running?.()
  let left: number | null = null
  let away: number[] = []
  let deadline = 0
  async function sign() {
    const sent = away
    away = []
    // One that may have arrived is not sent again: it must not count twice.
    const s = await signPresence(of.id, sent.slice(-20)).catch(() => null)
    if (!s || running !== stop) return
    if (s.state !== 'open') return changed()
    clock.hear({ ...s, started_at: of.started_at })
    const ends = Date.parse(s.deadline_at)
    const more = deadline && Math.round((ends - deadline) / 60_000) // by the server's word alone
    if (more > 0) clock.said = t('time_added', { n: more })
    deadline = ends
    elsewhere(s.elsewhere)
    if (answers.held && !s.held) {
      changed()
      void release()
    }
    answers.held = s.held
  }
  function seen() {
    if (document.hidden) left = performance.now()
    else {
      if (of.focus_log && !answers.held && left !== null) away.push(Math.max(1, Math.round((performance.now() - left) / 1_000)))
      left = null
      void sign()
    }
  }
  const timer = setInterval(() => document.hidden || void sign(), every)
  document.addEventListener('visibilitychange', seen)
  const stop = () => {
    clearInterval(timer)
    document.removeEventListener('visibilitychange', seen)
    if (running === stop) running = null
  }
  running = stop
  void sign()
  return stop
}
