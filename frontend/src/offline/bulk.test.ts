// Several answers in one call, another device that holds the attempt, and that
// nothing is called saved, or given up, without the server's word on it.
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { bulkOf } from './bulk'
import { closeDatabase, type Item } from './database'
import { listen, put, refused, waiting, type Outcome } from './outbox'
import { leave, setOwner } from './owner'
import { queue } from './queue.svelte'
import { flush, heldGroups, release } from './sender.svelte'

vi.mock('../lib/quiet', () => ({ whenQuiet: async () => undefined }))

const answer = (slot: number, seq: number, chosen: string[], group = 'a', elapsed?: number) =>
  put({ group, slot: String(slot), method: 'PUT', path: `/api/quiz/attempts/${group}/answers/${slot}`, seq, body: { seq, chosen }, elapsed })

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })
interface Sent { method: string; url: string; body: { seq: number; elapsed_ms?: number; answers: { no: number; seq: number; chosen: string[]; elapsed_ms?: number }[] } }
type Answering = (sent: Sent) => Response | Promise<Response>

let sent: Sent[] = []
let outcomes: Outcome[] = []
let stop = () => {}

const server = (answering: Answering) =>
  vi.stubGlobal('fetch', async (url: string, init: RequestInit) => {
    const one = { method: String(init.method), url, body: JSON.parse(String(init.body)) }
    sent.push(one)
    return answering(one)
  })
const verdicts = (of: Sent, verdict: (no: number) => object) =>
  json(200, { seconds_left: 30, verdicts: of.body.answers.map((a) => ({ no: a.no, seq: a.seq, ...verdict(a.no) })) })
const words = () => outcomes.map((o) => `${o.item.slot} ${o.kind}`)

beforeEach(async () => {
  indexedDB.deleteDatabase('lentera')
  await setOwner('dewi', {})
  sent = []
  outcomes = []
  stop = listen((o) => outcomes.push(o))
})
afterEach(async () => {
  stop()
  vi.unstubAllGlobals()
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('over')))
  await leave()
  await release() // held attempts of one case are not those of the next
  vi.unstubAllGlobals()
  vi.useRealTimers()
  await closeDatabase()
})

it('sends what has gathered of one attempt in one call, and believes each verdict', async () => {
  const verdict = [{}, { verdict: 'saved' }, { verdict: 'late' }, { verdict: 'stale' }, { verdict: 'refused', code: 'quiz.late-unproven', title: 'Tidak terbukti.' }]
  server((s) => verdicts(s, (no) => verdict[no] ?? {}))
  for (const no of [1, 2, 3, 4]) await answer(no, no, ['x'], 'a', no * 1_000)
  await flush()
  expect(sent.map((s) => `${s.method} ${s.url}`)).toEqual(['POST /api/quiz/attempts/a/answers'])
  expect(sent[0]?.body.answers.map((a) => [a.no, a.seq, a.chosen, a.elapsed_ms])).toEqual([1, 2, 3, 4].map((n) => [n, n, ['x'], n * 1_000]))
  expect(words()).toEqual(['1 saved', '2 late', '3 stale', '4 refused'])
  expect(outcomes[3]?.why).toBe('Tidak terbukti.')
  expect(await waiting()).toEqual([])
  expect((await refused()).map((i) => [i.slot, i.code, i.sentence])).toEqual([['4', 'quiz.late-unproven', 'Tidak terbukti.']])
})

it('sends each attempt apart, and never more than the server takes at once', async () => {
  server((s) => verdicts(s, () => ({ verdict: 'saved' })))
  for (let no = 1; no <= 203; no++) await answer(no, 1, [], 'a')
  for (const no of [1, 2]) await answer(no, 1, [], 'b')
  await flush()
  expect(sent.map((s) => [s.url.split('/')[4], s.body.answers.length])).toEqual([['a', 200], ['a', 3], ['b', 2]])
  expect(await waiting()).toEqual([])
})

it('lets a held attempt wait, sends those of others, and the rest after the take-over', async () => {
  let mine = false
  server((s) => {
    if (s.url.includes('/b/')) return json(200, { stale: false })
    if (mine) return verdicts(s, () => ({ verdict: 'saved' }))
    return s.method === 'PUT' ? json(409, { code: 'quiz.other-device', title: 'Di perangkat lain.' }) : verdicts(s, () => ({ verdict: 'refused', code: 'quiz.other-device' }))
  })
  await answer(1, 1, ['x'])
  await flush()
  expect(words()).toEqual(['1 held'])
  await answer(2, 1, ['y'])
  await answer(7, 1, ['z'], 'b')
  await flush()
  expect(words()).toEqual(['1 held', '7 saved'])
  expect((await waiting()).map((i) => i.slot)).toEqual(['1', '2'])
  expect(await refused()).toEqual([])
  expect(queue).toMatchObject({ waiting: 2, held: 2, failing: false })
  expect(heldGroups()).toEqual(['a'])
  const asked = sent.length
  await flush()
  expect(sent.length, 'the server is not asked again at every try').toBe(asked)
  mine = true
  await release()
  expect(words().slice(2)).toEqual(['1 saved', '2 saved'])
  expect(queue).toMatchObject({ waiting: 0, held: 0 })
})

it('asks again about a held attempt after a minute, and hears that it is closed', async () => {
  let closed = false
  server(() => (closed ? json(410, { code: 'quiz.attempt-closed', title: 'Sudah dikumpulkan.' }) : json(409, { code: 'quiz.other-device', title: '' })))
  await answer(1, 1, ['x'])
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] })
  await flush()
  closed = true
  await vi.advanceTimersByTimeAsync(59_000)
  expect(sent).toHaveLength(1)
  await vi.advanceTimersByTimeAsync(2_000)
  await vi.waitFor(async () => expect((await refused()).map((i) => i.code)).toEqual(['quiz.attempt-closed']))
  expect(queue).toMatchObject({ waiting: 0, held: 0 })
})

it('shows when a single answer was given, once the server says that it came too late', async () => {
  server((s) => (s.method === 'PUT' ? json(410, { code: 'quiz.attempt-expired', title: 'Waktu habis.' }) : verdicts(s, () => ({ verdict: 'late' }))))
  await answer(3, 2, ['x'], 'a', 5_000)
  await flush()
  expect(sent.map((s) => s.method)).toEqual(['PUT', 'POST'])
  expect(sent[1]?.body.answers[0]?.elapsed_ms).toBe(5_000)
  expect(words()).toEqual(['3 late'])
})

it('refuses no answer because of another that the server cannot read', async () => {
  server((s) => (s.method === 'POST' ? json(422, { code: 'web.invalid', title: '' }) : s.url.endsWith('/2') ? json(422, { code: 'web.invalid', title: 'Tidak terbaca.' }) : json(200, { stale: false })))
  for (const no of [1, 2, 3]) await answer(no, 1, ['x'])
  await flush()
  expect(words()).toEqual(['1 saved', '2 refused', '3 saved'])
})

it.each([
  ['another question', (s: Sent) => verdicts(s, (no) => ({ no: no + 1, verdict: 'saved' }))],
  ['another choice', (s: Sent) => verdicts(s, () => ({ seq: 9, verdict: 'saved' }))],
  ['half of them', (s: Sent) => json(200, { seconds_left: 1, verdicts: [{ no: 1, seq: s.body.answers[0]?.seq, verdict: 'saved' }] })],
  ['nothing', () => json(200, {})],
])('settles nothing by verdicts on %s', async (_, answering) => {
  server(answering)
  await answer(1, 1, ['x'])
  await answer(2, 1, ['x'])
  await flush()
  expect(await waiting()).toHaveLength(2)
  expect(outcomes).toEqual([])
})

const item = (over: Partial<Item>): Item => ({
  account: 'dewi', group: 'a', slot: '1', method: 'PUT', path: '/api/quiz/attempts/a/answers/1', seq: 1, body: { seq: 1, chosen: [] },
  at: Date.now(), elapsed: 0, tick: performance.now(), page: performance.timeOrigin, state: 'waiting', ...over,
})

it('adds to the moment of a choice the time that has passed since, by the clock that went on', () => {
  const near = (of: Item) => Math.round((bulkOf([of]).elapsed_ms ?? 0) / 1_000)
  expect(near(item({ elapsed: 60_000, at: Date.now() - 40_000, tick: performance.now() - 40_000 }))).toBe(100)
  expect(near(item({ elapsed: 60_000, at: Date.now() - 40_000, tick: performance.now() - 5_000 })), 'the phone slept').toBe(100)
  expect(near(item({ elapsed: 60_000, at: Date.now() + 3_600_000, tick: performance.now() - 40_000 })), 'the calendar was set back').toBe(100)
  expect(near(item({ elapsed: 60_000, at: Date.now() - 40_000, page: 1, tick: 9e9 })), 'after a reload').toBe(100)
  expect(near(item({ elapsed: 60_000, at: Date.now() + 3_600_000, page: 1 })), 'both: behind, and the server will say so').toBe(60)
})

it('claims no moment it does not know, or that another clock told', () => {
  const reloaded = { page: 1, tick: undefined }
  const { elapsed_ms, answers } = bulkOf([
    item({ slot: '1', elapsed: undefined }),
    item({ slot: '2', elapsed: 90_000, at: Date.now() - 10_000, ...reloaded }),
    item({ slot: '3', elapsed: 300_000, at: Date.now() - 4_000, ...reloaded }),
    item({ slot: '4', elapsed: 95_400.6, at: Date.now() - 4_000 }),
  ])
  expect(Math.round((elapsed_ms ?? 0) / 1_000)).toBe(99)
  expect(answers.map((a) => a.elapsed_ms)).toEqual([undefined, 90_000, undefined, 95_401])
  expect(bulkOf([item({ elapsed: undefined })]).elapsed_ms).toBeUndefined()
})

// Property: whatever the line, the other device and the clock do, (1) what is
// called saved is on the server, (2) what is there is never older than what was
// called saved, (3) an answer is given up only on the server's last word, and
// (4) once the line is good every last choice is on the server or refused.
it('loses nothing that was acknowledged, in any weather', async () => {
  let seed = 20_261_126
  const chance = (p: number) => (seed = (seed * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31 < p
  for (let run = 0; run < 12; run++) {
    const stored = new Map<string, number>() // slot → seq
    const gone = new Set<string>() // "slot seq" the server has refused for good
    const heard: Outcome[] = []
    const unlisten = listen((o) => heard.push(o))
    let bad = true
    let mine = true
    const save = (no: string, seq: number) => {
      if (!mine) return { verdict: 'refused', code: 'quiz.other-device', title: '' }
      if (bad && chance(0.08)) {
        gone.add(`${no} ${seq}`)
        return { verdict: 'refused', code: 'quiz.no-such-item', title: '' }
      }
      const newer = (stored.get(no) ?? 0) > seq
      if (!newer) stored.set(no, seq)
      return { verdict: newer ? 'stale' : 'saved' }
    }
    server((s) => {
      if (bad && chance(0.25)) throw new TypeError('no line')
      if (bad && chance(0.1)) return json(503, { code: 'web.unavailable', title: '' })
      if (bad && chance(0.1)) { // of a queue it is no word on its answers, of one answer it is
        if (s.method === 'PUT') gone.add(`${s.url.split('/').pop()} ${s.body.seq}`)
        return json(422, { code: 'web.invalid', title: '' })
      }
      let reply: Response
      if (s.method === 'PUT') {
        const v = save(s.url.split('/').pop() ?? '', s.body.seq)
        reply = v.verdict === 'refused' ? json(409, v) : json(200, { stale: v.verdict === 'stale' })
      } else reply = verdicts(s, (no) => save(String(no), s.body.answers.find((a) => a.no === no)?.seq ?? 0))
      if (bad && chance(0.2)) throw new TypeError('the answer was lost')
      return reply
    })
    const last = new Map<string, number>()
    for (let act = 0; act < 14; act++) {
      const no = 1 + Math.floor(act * 7.3) % 4
      const seq = (last.get(String(no)) ?? 0) + 1
      last.set(String(no), seq)
      await answer(no, seq, [`c${seq}`], `r${run}`)
      if (chance(0.2)) mine = !mine
      if (chance(0.6)) await (chance(0.3) ? release() : flush())
      for (const o of heard.filter((h) => h.kind === 'saved')) expect(stored.get(o.item.slot) ?? 0, 'called saved').toBeGreaterThanOrEqual(o.item.seq)
    }
    bad = false
    mine = true
    await release()
    await vi.waitFor(async () => expect(await waiting()).toEqual([]))
    const givenUp = new Set((await refused()).map((i) => `${i.slot} ${i.seq}`))
    for (const [slot, seq] of last) expect(stored.get(slot) === seq || givenUp.has(`${slot} ${seq}`), `run ${run}: ${slot} ${seq}`).toBe(true)
    for (const o of heard.filter((h) => h.kind === 'refused')) expect(gone.has(`${o.item.slot} ${o.item.seq}`), 'given up on the last word only').toBe(true)
    unlisten()
  }
}, 30_000)
