// What the server wrote into the page around the app (shell.go): the language
// and, when the browser brought a session, a first access token, so that the
// first data is one request away.
import type { SignedIn } from '../accounts/api'

export interface Boot {
  lang: 'id' | 'en'
  session: SignedIn | null
}

export function readBoot(): Boot {
  const element = document.getElementById('boot')
  const boot = JSON.parse(element?.textContent ?? '{}') as Boot
  element?.remove() // the token leaves the document
  return boot
}
