import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { closeDatabase } from '../offline/database'
import { call } from '../lib/http'
import { accept, openSession, session } from './session.svelte'
import type { Me, SignedIn } from './api'

vi.mock('../lib/quiet', () => ({ whenQuiet: async () => undefined }))

const me = (account_id: string) => ({ account_id, full_name: account_id, roles: [], lang: 'id' }) as unknown as Me
const signedIn = (token: string, expires_in = 600, who = 'dewi'): SignedIn => ({ access_token: token, expires_in, account: me(who) })
const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status })
const fetched = vi.fn<(url: string, init: RequestInit) => Promise<Response>>()

beforeEach(() => {
  indexedDB.deleteDatabase('lentera')
  fetched.mockReset()
  vi.stubGlobal('fetch', fetched)
  session.me = null
  session.over = false
})
afterEach(async () => {
  vi.unstubAllGlobals()
  await closeDatabase()
})

it('starts from the page without asking the server', async () => {
  await openSession(signedIn('first'))
  expect(session.me?.account_id).toBe('dewi')
  expect(fetched).not.toHaveBeenCalled()
})

it('renews before the token expires, once for many calls', async () => {
  await openSession(signedIn('old', 10))
  fetched.mockImplementation(async (url) => (url.endsWith('/refresh') ? json(200, signedIn('new')) : json(200, {})))
  await Promise.all([call('GET', '/api/courses/home'), call('GET', '/api/courses/catalogue'), call('GET', '/api/merit/ledger')])
  const renewals = fetched.mock.calls.filter(([url]) => url.endsWith('/refresh'))
  expect(renewals).toHaveLength(1)
  const tokens = fetched.mock.calls.filter(([url]) => !url.endsWith('/refresh')).map(([, init]) => (init.headers as Record<string, string>).Authorization)
  expect(tokens).toEqual(['Bearer new', 'Bearer new', 'Bearer new'])
})

it('says that the session is over and keeps the person on the page', async () => {
  await openSession(signedIn('old', 10))
  fetched.mockImplementation(async () => json(401, { code: 'accounts.session-ended', title: '' }))
  await call('GET', '/api/courses/home').catch(() => undefined)
  expect(session.over).toBe(true)
  expect(session.me?.account_id).toBe('dewi')
})

it('keeps the session when only the signal is gone', async () => {
  await openSession(signedIn('old', 10))
  fetched.mockRejectedValue(new TypeError('offline'))
  await call('GET', '/api/courses/home').catch(() => undefined)
  expect(session.over).toBe(false)
})

it('remembers without a signal who used the device last', async () => {
  await openSession(signedIn('first'))
  await vi.waitFor(async () => expect((await indexedDB.databases()).length).toBe(1))
  await new Promise((r) => setTimeout(r, 50))
  session.me = null
  fetched.mockRejectedValue(new TypeError('offline'))
  await openSession(null)
  expect(session.me).toMatchObject({ account_id: 'dewi' })
})

it('takes over a new token after a password change', async () => {
  await openSession(signedIn('first'))
  await accept(signedIn('second'))
  fetched.mockResolvedValue(json(200, {}))
  await call('GET', '/api/courses/home')
  expect((fetched.mock.calls[0]?.[1].headers as Record<string, string>).Authorization).toBe('Bearer second')
})
