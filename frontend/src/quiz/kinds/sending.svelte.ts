/** How many files of an attempt have not arrived yet, for who asks before the
 * end; uploads.svelte.ts counts them. */
export const sending = $state({ n: 0 })
