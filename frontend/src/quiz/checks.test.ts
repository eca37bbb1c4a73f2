// @vitest-environment node
import { expect, it, vi } from 'vitest'
import type { ResultItem } from './api'
import { Checks } from './checks.svelte'

const review = (no: number) => ({ no, correct: true }) as ResultItem

it('asks once for each question and keeps what it heard', async () => {
  const ask = vi.fn(async (_: string, no: number) => review(no))
  const checks = new Checks('a1', ask)
  await checks.check(2)
  await checks.check(2)
  await checks.check(3)
  expect(ask.mock.calls).toEqual([['a1', 2], ['a1', 3]])
  expect(checks.of[2]?.no).toBe(2)
})

it('asks again after a failure', async () => {
  const ask = vi.fn(async (_: string, no: number) => review(no)).mockRejectedValueOnce(new Error('gone'))
  const checks = new Checks('a1', ask)
  await expect(checks.check(1)).rejects.toThrow('gone')
  expect(checks.of[1]).toBeUndefined()
  await checks.check(1)
  expect(checks.of[1]?.correct).toBe(true)
})
