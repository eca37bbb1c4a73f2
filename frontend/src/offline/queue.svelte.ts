/** Counts for the notice on every screen; the sender keeps them. Those that
 * wait for another device to give its attempt up are among the waiting. */
export const queue = $state({ waiting: 0, held: 0, refused: 0, failing: false })
