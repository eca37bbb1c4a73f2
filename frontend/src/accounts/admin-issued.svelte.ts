// Codes that were just made and not yet put away. They live in the memory of
// this page and nowhere else: going back and forth keeps them, a reload, a
// sign-out and "I have saved them" do not.
import type { ActivationCode } from './admin-api'

export const issued = $state<{ codes: ActivationCode[]; taken: boolean }>({ codes: [], taken: false })

/** Asks before the tab is closed while codes would be lost with it. */
export function guardClosing(): () => void {
  const ask = (event: BeforeUnloadEvent) => {
    if (issued.codes.length > 0 && !issued.taken) event.preventDefault()
  }
  addEventListener('beforeunload', ask)
  return () => removeEventListener('beforeunload', ask)
}
