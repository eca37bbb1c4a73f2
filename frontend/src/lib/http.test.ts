// @vitest-environment node
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { address, call, prime, useAccess } from './http'
import { NoSignal, Problem } from './problem'

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status })
const fetched = vi.fn<(url: string, init: RequestInit) => Promise<Response>>()
const sentToken = (n: number) => (fetched.mock.calls[n]?.[1].headers as Record<string, string>).Authorization

beforeEach(() => {
  fetched.mockReset()
  vi.stubGlobal('fetch', fetched)
})
afterEach(() => vi.unstubAllGlobals())

it('renews a refused token once and asks again', async () => {
  let token = 'old'
  useAccess({ token: async () => token, renew: async () => ((token = 'new'), true) })
  fetched.mockResolvedValueOnce(json(401, { code: 'accounts.session-ended' })).mockResolvedValueOnce(json(200, { ok: 1 }))
  expect(await call('GET', '/api/courses/home')).toEqual({ ok: 1 })
  expect([sentToken(0), sentToken(1)]).toEqual(['Bearer old', 'Bearer new'])
})

it('does not ask for ever', async () => {
  useAccess({ token: async () => 't', renew: async () => true })
  fetched.mockImplementation(async () => json(401, { code: 'accounts.session-ended', title: 'Sesi berakhir' }))
  await expect(call('GET', '/api/courses/home')).rejects.toMatchObject({ status: 401, title: 'Sesi berakhir' })
  expect(fetched).toHaveBeenCalledTimes(2)
})

it('tells a refusal from the absence of a server', async () => {
  useAccess({ token: async () => null, renew: async () => false })
  fetched.mockResolvedValueOnce(json(409, { code: 'courses.too-soon', title: 'A', detail: 'B', facts: { seconds_left: 30 } }))
  const refused = await call('GET', '/api/courses/home').catch((e: unknown) => e)
  expect(refused).toBeInstanceOf(Problem)
  expect(refused).toMatchObject({ code: 'courses.too-soon', sentence: 'B', facts: { seconds_left: 30 }, passing: false })
  fetched.mockRejectedValueOnce(new TypeError('Failed to fetch'))
  await expect(call('GET', '/api/courses/home')).rejects.toBeInstanceOf(NoSignal)
  fetched.mockResolvedValueOnce(new Response('<html>Bad gateway', { status: 502 }))
  await expect(call('GET', '/api/courses/home')).rejects.toMatchObject({ passing: true })
})

it('uses an answer that came with the page once', async () => {
  useAccess({ token: async () => null, renew: async () => false })
  fetched.mockImplementation(async () => json(200, { from: 'server' }))
  prime({ '/api/courses/home': { from: 'page' } })
  expect(await call('GET', '/api/courses/home')).toEqual({ from: 'page' })
  expect(await call('GET', '/api/courses/home')).toEqual({ from: 'server' })
  expect(fetched).toHaveBeenCalledTimes(1)
})

it('leaves empty values out of an address', () => {
  expect(address('/a', { q: '', unit: undefined, n: 0, b: 'x y' })).toBe('/a?n=0&b=x+y')
})
