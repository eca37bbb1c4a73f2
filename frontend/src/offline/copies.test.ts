// @vitest-environment node
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { NoSignal, Problem } from '../lib/problem'
import { closeDatabase } from './database'
import { readThrough } from './copies'
import { lastPerson, leave, setOwner } from './owner'

vi.mock('../lib/quiet', () => ({ whenQuiet: async () => undefined }))

beforeEach(async () => {
  indexedDB.deleteDatabase('lentera')
  await setOwner('dewi', { full_name: 'Dewi' })
})
afterEach(async () => {
  vi.useRealTimers()
  await closeDatabase()
})

const kept = () => new Promise((r) => setTimeout(r, 50)) // copies are written when there is time
const gone = () => Promise.reject(new NoSignal('no route'))

it('gives fresh data, and the dated copy when the signal is gone', async () => {
  expect(await readThrough('/home', async () => ({ n: 1 }))).toEqual({ data: { n: 1 }, copiedAt: null })
  await kept()
  const copy = await readThrough('/home', gone)
  expect(copy.data).toEqual({ n: 1 })
  expect(copy.copiedAt).toBeGreaterThan(Date.now() - 5_000)
})

it('says so when there is no copy', async () => {
  await expect(readThrough('/never', gone)).rejects.toBeInstanceOf(NoSignal)
})

it('uses the copy while the server is disturbed, but never against its refusal', async () => {
  await readThrough('/lesson', async () => 'text')
  await kept()
  expect((await readThrough('/lesson', () => Promise.reject(new Problem(503, 'web.unavailable', '')))).data).toBe('text')
  await expect(readThrough('/lesson', () => Promise.reject(new Problem(404, 'courses.no-such-lesson', '')))).rejects.toThrow('courses.no-such-lesson')
})

it('shows the copy after four seconds and the slow answer when it comes', async () => {
  await readThrough('/slow', async () => 'old')
  await kept()
  let answer: (data: string) => void = () => undefined
  const slow = new Promise<string>((r) => (answer = r))
  const later = vi.fn()
  const began = Date.now()
  const read = await readThrough('/slow', () => slow, later)
  expect(read.data).toBe('old')
  expect(Date.now() - began).toBeGreaterThan(3_500)
  answer('new')
  await vi.waitFor(() => expect(later).toHaveBeenCalledWith('new'))
})

it('forgets copies and name at sign-out', async () => {
  await readThrough('/home', async () => 'mine')
  await kept()
  expect(await lastPerson()).toEqual({ full_name: 'Dewi' })
  await leave()
  await setOwner('agus', {})
  await expect(readThrough('/home', gone)).rejects.toBeInstanceOf(NoSignal)
  await leave()
  expect(await lastPerson()).toBeNull()
  await setOwner('dewi', {})
  await expect(readThrough('/home', gone)).rejects.toBeInstanceOf(NoSignal)
})
