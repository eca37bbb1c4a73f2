/** What an attempt needs only after its first question stands. */
export async function latePartsOfAttempt() {
  const [Overview, Submit] = await Promise.all([import('./Overview.svelte'), import('./Submit.svelte')])
  return { Overview: Overview.default, Submit: Submit.default }
}
