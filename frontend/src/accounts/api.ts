// The server's side of accounts: sessions, people, units, rosters, codes.
import { call, callOpen } from '../lib/http'

export type Role = 'learner' | 'trainer' | 'unit_admin' | 'training_admin' | 'auditor'

export interface UnitRef {
  id: string
  name: string
}

export interface Me {
  account_id: string
  person_id: string
  full_name: string
  display_name: string
  class: string
  nip: string
  rank: string
  position: string
  unit: UnitRef | null
  roles: { role: Role; unit_id: string | null; unit_name: string }[]
  lang: 'id' | 'en'
}

export interface SignedIn {
  access_token: string
  expires_in: number // seconds
  account: Me
}

/** Called without a token: the cookie speaks. */
export const renewSession = () => callOpen<SignedIn>('POST', '/api/accounts/refresh')

export const signOut = (everywhere: boolean) =>
  call<void>('POST', everywhere ? '/api/accounts/sign-out-everywhere' : '/api/accounts/sign-out')
export const readMe = () => call<Me>('GET', '/api/accounts/me')
export const chooseLang = (lang: 'id' | 'en') => call<Me>('PUT', '/api/accounts/me', { body: { lang } })
export const changePassword = (current: string, next: string) =>
  call<SignedIn>('POST', '/api/accounts/password', { body: { current, new: next } })

export interface Session {
  id: string
  device: string
  created_at: string
  last_seen_at: string
  current: boolean
}

export const listSessions = () => call<{ sessions: Session[] }>('GET', '/api/accounts/sessions')
export const endSession = (id: string) => call<void>('DELETE', `/api/accounts/sessions/${id}`)
