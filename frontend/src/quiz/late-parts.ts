/** What an attempt needs only after its first question stands. On a weak line
 * it is asked for again until it comes, or nobody waits any more (null). */
export async function latePartsOfAttempt(wanted: () => boolean) {
  while (wanted()) {
    try {
      const [Overview, Submit] = await Promise.all([import('./Overview.svelte'), import('./Submit.svelte')])
      return { Overview: Overview.default, Submit: Submit.default }
    } catch {
      await new Promise((r) => setTimeout(r, 3_000))
    }
  }
  return null
}
