import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { closeDatabase } from './database'
import { listen, put, refused, waiting, type Outcome } from './outbox'
import { leave, setOwner } from './owner'
import { queue } from './queue.svelte'
import { flush } from './sender.svelte'

vi.mock('../lib/quiet', () => ({ whenQuiet: async () => undefined }))

const answer = (slot: number, seq: number, chosen: string[], group = 'a', elapsed?: number) =>
  put({ group, slot: String(slot), method: 'PUT', path: `/api/quiz/attempts/${group}/answers/${slot}`, seq, body: { seq, chosen }, elapsed })

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })

let outcomes: Outcome[] = []
let stop = () => {}

beforeEach(async () => {
  indexedDB.deleteDatabase('lentera')
  await setOwner('dewi', {})
  outcomes = []
  stop = listen((o) => outcomes.push(o))
})
afterEach(async () => {
  stop()
  await leave() // so that a retry still due sends nothing
  vi.unstubAllGlobals()
  await closeDatabase()
})

// A server that takes everything, as the API words it.
const good = async (_: string, init: RequestInit) => {
  const body = JSON.parse(String(init.body))
  if (init.method === 'PUT') return json(200, { saved_at: 'now', seconds_left: 60, seq: body.seq, stale: false })
  return json(200, { seconds_left: 60, verdicts: body.answers.map((a: { no: number; seq: number }) => ({ no: a.no, seq: a.seq, verdict: 'saved' })) })
}

it('sends one answer by itself and settles on 2xx', async () => {
  const sent: string[] = []
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    sent.push(`${init.method} ${url} ${String(init.body)}`)
    return good(url, init)
  })
  await answer(1, 1, ['a'])
  await flush()
  await answer(2, 1, ['b'])
  await flush()
  expect(sent).toEqual([
    'PUT /api/quiz/attempts/a/answers/1 {"seq":1,"chosen":["a"]}',
    'PUT /api/quiz/attempts/a/answers/2 {"seq":1,"chosen":["b"]}',
  ])
  expect(await waiting()).toEqual([])
  expect(queue.waiting).toBe(0)
  expect(outcomes.map((o) => [o.kind, o.left])).toEqual([['saved', 60], ['saved', 60]])
})

it.each([
  ['no signal', () => Promise.reject(new TypeError('Failed to fetch'))],
  ['the server away', async () => json(503, { code: 'web.unavailable', title: '', retry_after: 2 })],
  ['the session over', async () => json(401, { code: 'accounts.session-ended', title: '' })],
  ['an answer cut off', async () => new Response('{"saved_at":', { status: 200 })],
])('keeps the answer with %s', async (_, reply) => {
  vi.stubGlobal('fetch', reply)
  await answer(1, 1, ['a'])
  await flush()
  expect(await waiting()).toHaveLength(1)
  expect(queue).toMatchObject({ waiting: 1, failing: true })
  expect(outcomes).toEqual([])
})

it('keeps a copy of what the server refused and goes on', async () => {
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) =>
    url.includes('/a/') ? json(410, { code: 'quiz.attempt-closed', title: 'Sudah dikumpulkan.' }) : good(url, init),
  )
  await answer(1, 1, ['a'])
  await answer(2, 1, ['b'], 'b')
  await flush()
  expect(await waiting()).toEqual([])
  expect((await refused()).map((i) => [i.slot, i.code, i.sentence])).toEqual([['1', 'quiz.attempt-closed', 'Sudah dikumpulkan.']])
  expect(queue.refused).toBe(1)
})

it('sends a choice made while an older one is on its way', async () => {
  const bodies: string[] = []
  let release: () => void = () => undefined
  const first = new Promise<void>((r) => (release = r))
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    bodies.push(String(init.body))
    if (bodies.length === 1) await first
    return json(200, { stale: false })
  })
  await answer(1, 1, ['a'])
  const sending = flush()
  await vi.waitFor(() => expect(bodies).toHaveLength(1))
  await answer(1, 2, ['b'])
  release()
  await sending
  await vi.waitFor(() => expect(bodies).toHaveLength(2))
  expect(bodies[1]).toBe('{"seq":2,"chosen":["b"]}')
  await vi.waitFor(async () => expect(await waiting()).toEqual([]))
})

it('never sends for another person', async () => {
  const fetched = vi.fn(async () => json(200, {}))
  vi.stubGlobal('fetch', fetched)
  await answer(1, 1, ['a'])
  await setOwner('agus', {})
  await flush()
  expect(fetched).not.toHaveBeenCalled()
  await setOwner('dewi', {})
  await flush()
  expect(fetched).toHaveBeenCalledTimes(1)
})
