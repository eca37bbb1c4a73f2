import '@testing-library/svelte/vitest' // takes each page away after its test
import { render, screen } from '@testing-library/svelte'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Problem } from '../lib/problem'
import StartQueue from './StartQueue.svelte'

const json = (status: number, body: unknown) => new Response(JSON.stringify(body), { status, headers: { 'Content-Type': 'application/json' } })
const queued = (place: number, seconds: number, retry_after: number) => ({ code: 'quiz.start-queue', title: 'Antre', retry_after, facts: { place, seconds } })
const first = new Problem(503, 'quiz.start-queue', 'Antre', '', [], 2, { place: 40, seconds: 4 })

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

it('says the place and how long, politely, and comes back when it was told, one request at a time', async () => {
  const fetched = vi.fn(async () => json(503, queued(12, 300, 3)))
  vi.stubGlobal('fetch', fetched)
  render(StartQueue, { first, lesson: 'l', code: '', done: () => undefined })
  await vi.advanceTimersByTimeAsync(0)
  expect(screen.getByRole('status').textContent).toMatch(/40.*4 detik/)
  await vi.advanceTimersByTimeAsync(1_900)
  expect(fetched).not.toHaveBeenCalled()
  await vi.advanceTimersByTimeAsync(200)
  expect(fetched).toHaveBeenCalledTimes(1)
  expect(screen.getByRole('status').textContent).toMatch(/12.*5 menit/)
  await vi.advanceTimersByTimeAsync(2_800)
  expect(fetched).toHaveBeenCalledTimes(1)
})

it('asks no more once it was left, and tells the page of a start that came through meanwhile', async () => {
  let answer: (r: Response) => void = () => undefined
  const fetched = vi.fn(() => new Promise<Response>((r) => (answer = r)))
  vi.stubGlobal('fetch', fetched)
  const done = vi.fn()
  const { unmount } = render(StartQueue, { first, lesson: 'l', code: '', done })
  await vi.advanceTimersByTimeAsync(2_100)
  expect(fetched).toHaveBeenCalledTimes(1)
  unmount()
  answer(json(201, { id: 'a' }))
  await vi.advanceTimersByTimeAsync(10_000)
  expect(done).toHaveBeenCalledWith(null)
  expect(fetched).toHaveBeenCalledTimes(1)
  expect(location.pathname).not.toContain('ujian')
})

it('keeps waiting without a signal, and ends at another refusal', async () => {
  const replies = [() => Promise.reject(new TypeError('Failed to fetch')), async () => json(409, { code: 'quiz.used-up', title: 'Habis.' })]
  vi.stubGlobal('fetch', () => replies.shift()?.())
  const done = vi.fn()
  render(StartQueue, { first, lesson: 'l', code: '', done })
  await vi.advanceTimersByTimeAsync(2_100)
  expect(screen.getByRole('status').textContent).toContain('belum menjawab')
  await vi.advanceTimersByTimeAsync(3_100)
  expect(done.mock.calls[0]?.[0]).toMatchObject({ code: 'quiz.used-up' })
})
