import { persist } from '../lib/persist'
import type { Answers } from './answers.svelte'
import { isPlain, type AttemptItem } from './api'
import type { Parts } from './kinds/shared'

const none = { Other: null, parts: {} as Parts }

/** What an attempt needs only after its first question stands, the controls of
 * all other kinds on its paper with it. On a weak line it is asked for again
 * until it comes, or nobody waits any more (null). */
export const latePartsOfAttempt = (items: AttemptItem[], wanted: () => boolean, answers: Answers) =>
  persist(async () => {
    const [Overview, Submit, TimeUp, signs, others] = await Promise.all([
      import('./Overview.svelte'),
      import('./Submit.svelte'),
      import('./TimeUp.svelte'),
      import('./signs'),
      items.every(isPlain) ? none : import('./kinds/others').then((m) => m.othersFor(items, answers)),
    ])
    return { Overview: Overview.default, Submit: Submit.default, TimeUp: TimeUp.default, ...signs, ...others }
  }, wanted)
