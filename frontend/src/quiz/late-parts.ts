import { persist } from '../lib/persist'
import type { Answers } from './answers.svelte'
import { isPlain, type Attempt } from './api'
import type { Parts } from './kinds/shared'

const none = { Other: null, parts: {} as Parts }

/** What an attempt needs only after its first question stands, the controls of
 * all other kinds on its paper with it, and who sends its answers. On a weak
 * line it is asked for again until it comes, or nobody waits any more (null). */
export const latePartsOfAttempt = ({ id, kind, items }: Attempt, wanted: () => boolean, answers: Answers) =>
  persist(async () => {
    const [Overview, Submit, TimeUp, Notices, After, SectionName, { Flags }, { Checks }, signs, others] = await Promise.all([
      import('./Overview.svelte'),
      import('./Submit.svelte'),
      import('./TimeUp.svelte'),
      import('./Notices.svelte'),
      import('./After.svelte'),
      import('./SectionName.svelte'),
      import('./flags.svelte'),
      import('./checks.svelte'),
      import('./signs'),
      items.every(isPlain) ? none : import('./kinds/others').then((m) => m.othersFor(items, answers)),
      import('../offline/sender.svelte'),
    ])
    return { Overview: Overview.default, Submit: Submit.default, TimeUp: TimeUp.default, Notices: Notices.default, After: After.default, SectionName: SectionName.default, flags: new Flags(id), checks: kind === 'practice' ? new Checks(id) : null, ...signs, ...others }
  }, wanted)
