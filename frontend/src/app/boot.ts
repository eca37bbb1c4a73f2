// What the server wrote into the page around the app (boot.go): the language
// and, when the browser brought a session, a first access token and the answer
// to the page's first request.
import type { SignedIn } from '../accounts/api'

export interface Boot {
  lang: 'id' | 'en'
  session: SignedIn | null
  data?: Record<string, unknown>
}

export function readBoot(): Boot {
  const element = document.getElementById('boot')
  const boot = JSON.parse(element?.textContent ?? '{}') as Boot
  element?.remove() // the token leaves the document
  return boot
}
