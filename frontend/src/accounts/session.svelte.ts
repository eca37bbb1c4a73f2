// The session in this page. The access token lives in memory only; the refresh
// token is a cookie that scripts cannot read. When the session ends the page
// stays as it is and asks to sign in; nothing typed is lost.
import { renewSession, signOut as endSession, type Me, type SignedIn } from './api'
import { useAccess } from '../lib/http'
import { Problem } from '../lib/problem'
import { lastPerson, leave, setOwner } from '../offline/owner'

const early = 30_000 // ms before expiry at which a token counts as old

export const session = $state<{ me: Me | null; over: boolean }>({ me: null, over: false })

let token: string | null = null
let goodUntil = 0 // performance.now() of expiry
let renewing: Promise<boolean> | null = null

/** Opens the session from the page's boot data, the cookie, or, without a
 * signal, from what the device remembers. */
export async function openSession(boot: SignedIn | null): Promise<void> {
  useAccess({ token: current, renew })
  if (boot) return accept(boot)
  if (!(await renewOnce()) && !session.over) session.me = await lastPerson<Me>()
}

/** Takes over a sign-in: a new token, maybe after a new password. */
export async function accept(signedIn: SignedIn): Promise<void> {
  if (session.me && session.me.account_id !== signedIn.account.account_id) {
    location.assign('/') // somebody else signed in on this device: start clean
    return new Promise(() => undefined)
  }
  token = signedIn.access_token
  goodUntil = performance.now() + signedIn.expires_in * 1_000
  session.me = signedIn.account
  session.over = false
  void setOwner(signedIn.account.account_id, signedIn.account)
}

/** Where to sign in and come back to this page from. */
export function signInAddress(): string {
  return '/masuk?lanjut=' + encodeURIComponent(location.pathname + location.search)
}

/** Ends the session here; answers not yet sent stay for the next sign-in. */
export async function signOut(everywhere = false): Promise<void> {
  await endSession(everywhere)
  await leave()
  token = null
  location.assign('/masuk')
}

async function current(): Promise<string | null> {
  if (token && performance.now() < goodUntil - early) return token
  if (token || session.me) await renewOnce()
  return token
}

async function renew(refused: string): Promise<boolean> {
  if (token !== refused) return token !== null // another call has already done it
  return renewOnce()
}

// One renewal at a time on the whole device: every use of the cookie replaces
// it, and using an old one would end the session.
function renewOnce(): Promise<boolean> {
  const work = async (): Promise<boolean> => {
    try {
      await accept(await renewSession())
      return true
    } catch (error) {
      if (error instanceof Problem && error.status === 401) {
        token = null
        session.over = true
      }
      return false
    }
  }
  const alone = async (): Promise<boolean> => (navigator.locks ? navigator.locks.request('lentera-session', work) : work())
  const turn = (renewing ??= alone().finally(() => (renewing = null)))
  return turn
}
