import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { closeDatabase } from '../offline/database'
import { leave, setOwner } from '../offline/owner'
import { flush, release } from '../offline/sender.svelte'
import { Answers } from './answers.svelte'
import type { Attempt } from './api'
import { Clock } from './clock.svelte'

vi.mock('../lib/quiet', () => ({ whenQuiet: async () => undefined }))

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status })

const attempt = (over: Partial<Attempt['items'][number]> = {}): Attempt => ({
  id: 'a1',
  quiz_id: 'q',
  lesson_id: 'l',
  course_code: 'c',
  title: 'Kuis',
  number: 1,
  kind: 'test',
  state: 'open',
  started_at: '2026-11-23T00:00:00Z',
  deadline_at: '2026-11-23T00:30:00Z',
  server_now: '2026-11-23T00:00:00Z',
  seconds_left: 1800,
  late_seconds: 0,
  focus_log: false,
  held: false,
  sections: [],
  items: [1, 2].map((no) => ({ no, kind: 'single', stem_html: '', options: [{ id: 'x', html: '' }], points: 1, chosen: [], seq: 0, saved_at: null, ...(no === 1 ? over : {}) })),
})

const hooks = { elsewhere: vi.fn(), closed: vi.fn() }
let clock = new Clock()
const make = () => new Answers(hooks.elsewhere, hooks.closed, clock)
let stop = () => {}

beforeEach(async () => {
  indexedDB.deleteDatabase('lentera')
  Object.values(hooks).forEach((h) => h.mockReset())
  clock = new Clock()
  await setOwner('dewi', {})
})
afterEach(async () => {
  stop()
  await leave()
  vi.unstubAllGlobals()
  await closeDatabase()
})

it('goes from saving to the device to the server, and calls only the last one saved', async () => {
  let release: (r: Response) => void = () => undefined
  vi.stubGlobal('fetch', () => new Promise<Response>((r) => (release = r)))
  const answers = make()
  stop = answers.listen()
  await answers.take(attempt())
  const choosing = answers.choose(1, ['x'])
  expect(answers.of[1]?.saved).toBe('saving')
  await choosing
  expect(answers.of[1]?.saved).toBe('device')
  expect(answers.unsent).toBe(1)
  await new Promise((r) => setTimeout(r, 30))
  release(json(200, { seconds_left: 1700, stale: false }))
  await vi.waitFor(() => expect(answers.of[1]?.saved).toBe('server'))
  expect(answers.unsent).toBe(0)
  expect(Math.ceil(clock.left)).toBe(1700)
})

it('has the choice again after a reload without signal', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('offline')))
  const before = make()
  await before.take(attempt())
  await before.choose(1, ['x'])
  await flush()
  await closeDatabase()
  const after = make()
  await after.take(attempt()) // the server never heard of it
  expect(after.of[1]).toEqual({ chosen: ['x'], seq: 1, saved: 'device' })
})

it('has a saved choice again when only an old copy of the attempt is at hand', async () => {
  vi.stubGlobal('fetch', async () => json(200, { seconds_left: 1, stale: false }))
  const before = make()
  stop = before.listen()
  await before.take(attempt())
  await before.choose(1, ['x'])
  await vi.waitFor(() => expect(before.of[1]?.saved).toBe('server'))
  const after = make()
  await after.take(attempt())
  expect(after.of[1]).toEqual({ chosen: ['x'], seq: 1, saved: 'server' })
})

it('lets the later choice of another device stand', async () => {
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('offline')))
  const answers = make()
  await answers.take(attempt())
  await answers.choose(1, ['x'])
  await answers.take(attempt({ chosen: ['y'], seq: 5, saved_at: '2026-11-23T00:01:00Z' }))
  expect(answers.of[1]).toEqual({ chosen: ['y'], seq: 5, saved: 'server' })
  await answers.choose(1, ['x'])
  expect(answers.of[1]?.seq).toBe(6)
})

it('reads the attempt anew when the server has a later choice', async () => {
  vi.stubGlobal('fetch', async () => json(200, { seconds_left: 9, stale: true }))
  const answers = make()
  stop = answers.listen()
  await answers.take(attempt())
  await answers.choose(2, ['x'])
  await vi.waitFor(() => expect(hooks.elsewhere).toHaveBeenCalled())
})

it('notices that the attempt is closed', async () => {
  vi.stubGlobal('fetch', async () => json(410, { code: 'quiz.attempt-expired', title: 'Waktu habis.' }))
  const answers = make()
  stop = answers.listen()
  await answers.take(attempt())
  await answers.choose(1, ['x'])
  await vi.waitFor(() => expect(hooks.closed).toHaveBeenCalled())
  expect(answers.of[1]?.saved).toBe('refused')
})

it('waits while another device holds the attempt, and calls nothing saved', async () => {
  vi.stubGlobal('fetch', async () => json(409, { code: 'quiz.other-device', title: 'Di perangkat lain.' }))
  const answers = make()
  stop = answers.listen()
  await answers.take(attempt())
  await answers.choose(1, ['x'])
  await vi.waitFor(() => expect(answers.held).toBe(true))
  expect(answers.of[1]?.saved).toBe('device')
  expect(answers.unsent).toBe(1)
  expect(await answers.settle()).toBe(false)
  expect(hooks.closed).not.toHaveBeenCalled()
  vi.stubGlobal('fetch', async () => json(200, { seconds_left: 60, stale: false }))
  await answers.take(attempt()) // what taking over gives: not held
  expect(answers.held).toBe(false)
  await release()
  await vi.waitFor(() => expect(answers.of[1]?.saved).toBe('server'))
})

it('says of each answer what became of it after the deadline, also when the attempt is read anew', async () => {
  const offline = () => Promise.reject(new TypeError('offline'))
  vi.stubGlobal('fetch', offline)
  const answers = make()
  stop = answers.listen()
  await answers.take(attempt())
  await answers.choose(1, ['x'])
  await answers.choose(2, ['x'])
  await flush()
  const verdicts = [{ no: 1, seq: 1, verdict: 'late' }, { no: 2, seq: 1, verdict: 'refused', code: 'quiz.late-unproven', title: 'Tidak terbukti.' }]
  vi.stubGlobal('fetch', async () => json(200, { seconds_left: 0, verdicts }))
  expect(await answers.settle()).toBe(true)
  await answers.take(attempt({ chosen: ['x'], seq: 1, saved_at: '2026-11-23T00:31:00Z' }))
  expect(answers.of[1]?.saved).toBe('late')
  expect(answers.of[2]).toMatchObject({ saved: 'refused', why: 'Tidak terbukti.' })
})

it('notes when each was chosen, and takes nothing after the end', async () => {
  const bodies: { elapsed_ms: number; answers: { chosen: string[]; elapsed_ms: number }[] }[] = []
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('offline')))
  const answers = make()
  stop = answers.listen()
  await answers.take(attempt())
  clock.hear({ started_at: '2026-11-23T00:00:00Z', deadline_at: '2026-11-23T00:30:00Z', server_now: '2026-11-23T00:29:50Z' })
  await answers.choose(1, ['x'])
  await answers.choose(2, ['x'])
  clock.set(0)
  await answers.choose(2, [])
  expect(answers.of[2]).toMatchObject({ chosen: ['x'], seq: 1 })
  vi.stubGlobal('fetch', async (_: string, init: RequestInit) => {
    bodies.push(JSON.parse(String(init.body)))
    return json(200, { seconds_left: 0, verdicts: [1, 2].map((no) => ({ no, seq: 1, verdict: 'late' })) })
  })
  expect(await answers.settle()).toBe(true)
  expect(bodies[0]?.answers.map((a) => Math.floor(a.elapsed_ms / 10_000))).toEqual([179, 179])
  expect(bodies[0]?.elapsed_ms).toBeLessThan(1_800_000)
})
