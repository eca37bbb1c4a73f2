// @vitest-environment node
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { Clock, timeWords } from './clock.svelte'

beforeEach(() => vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance', 'Date'] }))
afterEach(() => vi.useRealTimers())

it('says the time at 10, 5 and 1 minutes only, then ends once', () => {
  const clock = new Clock()
  const over = vi.fn()
  const said: string[] = []
  clock.set(11 * 60)
  const stop = clock.run(over)
  for (let s = 0; s < 12 * 60; s++) {
    vi.advanceTimersByTime(1_000)
    if (clock.said !== said.at(-1) && clock.said) said.push(clock.said)
  }
  stop()
  expect(said).toEqual(['Waktu tersisa 10 menit.', 'Waktu tersisa 5 menit.', 'Waktu tersisa 1 menit.'])
  expect(over).toHaveBeenCalledTimes(1)
})

it("does not follow the device's calendar", () => {
  const clock = new Clock()
  clock.set(600)
  const stop = clock.run(() => undefined)
  vi.setSystemTime(Date.now() + 24 * 3_600_000)
  vi.advanceTimersByTime(1_000)
  stop()
  expect(Math.round(clock.left)).toBe(599)
})

it('takes the word of the server over its own count', () => {
  const clock = new Clock()
  clock.set(600)
  clock.set(540)
  expect(Math.round(clock.left)).toBe(540)
})

it('keeps an exact word when one in whole seconds only rounds it, and follows it when time was given', () => {
  const clock = new Clock()
  clock.hear({ started_at: '2026-11-23T00:00:00Z', deadline_at: '2026-11-23T00:10:00Z', server_now: '2026-11-23T00:04:59.400Z' })
  clock.set(301)
  expect(clock.left).toBeCloseTo(300.6, 2)
  clock.set(900)
  expect(Math.round(clock.left)).toBe(900)
})

it('counts what is gone by the stopwatch, and by the calendar where a phone slept', () => {
  const clock = new Clock()
  clock.hear({ started_at: '2026-11-23T00:00:00Z', deadline_at: '2026-11-23T00:10:00Z', server_now: '2026-11-23T00:01:00Z' }, 2_000)
  expect(Math.round(clock.gone() / 1_000)).toBe(62)
  expect(Math.round(clock.left)).toBe(538)
  vi.advanceTimersByTime(10_000)
  expect(Math.round(clock.gone() / 1_000)).toBe(72)
  vi.setSystemTime(Date.now() + 300_000)
  expect(Math.round(clock.gone() / 1_000)).toBe(372)
  vi.setSystemTime(Date.now() - 3_600_000)
  expect(Math.round(clock.gone() / 1_000)).toBe(72)
})

it('puts the time into words', () => {
  expect(timeWords(600)).toBe('10 menit lagi')
  expect(timeWords(541)).toBe('10 menit lagi')
  expect(timeWords(59)).toBe('59 detik lagi')
  expect(timeWords(0)).toBe('Waktu habis')
})
