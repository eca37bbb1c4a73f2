import { isPlain, type AttemptItem } from './api'
import type { Parts } from './kinds/shared'

const none = { Other: null, parts: {} as Parts }

/** What an attempt needs only after its first question stands, the controls of
 * all other kinds on its paper with it. On a weak line it is asked for again
 * until it comes, or nobody waits any more (null). */
export async function latePartsOfAttempt(items: AttemptItem[], wanted: () => boolean) {
  while (wanted()) {
    try {
      const [Overview, Submit, TimeUp, others] = await Promise.all([
        import('./Overview.svelte'),
        import('./Submit.svelte'),
        import('./TimeUp.svelte'),
        items.every(isPlain) ? none : import('./kinds/others').then((m) => m.othersFor(items)),
      ])
      return { Overview: Overview.default, Submit: Submit.default, TimeUp: TimeUp.default, ...others }
    } catch {
      await new Promise((r) => setTimeout(r, 3_000))
    }
  }
  return null
}
