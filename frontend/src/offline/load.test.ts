import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { NoSignal, Problem } from '../lib/problem'
import { Load } from './load.svelte'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

const crowded = (after = 2) => new Problem(503, 'web.crowded', 'Ramai.', '', [], after)

it('comes back by itself when the server said when', async () => {
  const answers = [() => Promise.reject(crowded(2)), () => Promise.reject(crowded(3)), async () => 'here']
  const fetching = vi.fn(() => answers.shift()!())
  const load = new Load(fetching)
  await vi.advanceTimersByTimeAsync(1_999)
  expect(load.problem).toBeInstanceOf(Problem)
  expect(fetching).toHaveBeenCalledTimes(1)
  await vi.advanceTimersByTimeAsync(1)
  expect(fetching).toHaveBeenCalledTimes(2)
  await vi.advanceTimersByTimeAsync(3_000)
  expect([load.data, load.problem, load.busy]).toEqual(['here', null, false])
  await vi.advanceTimersByTimeAsync(60_000)
  expect(fetching).toHaveBeenCalledTimes(3)
})

it('waits for a person where the server said nothing, or no', async () => {
  for (const error of [new NoSignal('gone'), new Problem(503, 'web.unavailable', 'x'), new Problem(404, 'web.not-found', 'x', '', [], 2)]) {
    const fetching = vi.fn(() => Promise.reject(error))
    const load = new Load(fetching)
    await vi.advanceTimersByTimeAsync(600_000)
    expect(fetching).toHaveBeenCalledTimes(1)
    expect(load.problem).toBe(error)
  }
})

it('does not ask for ever, nor twice when somebody pressed meanwhile', async () => {
  const fetching = vi.fn(() => Promise.reject(crowded()))
  const load = new Load(fetching)
  await vi.advanceTimersByTimeAsync(600_000)
  expect(fetching).toHaveBeenCalledTimes(9)
  const pressed = vi.fn<() => Promise<string>>().mockRejectedValueOnce(crowded(5)).mockResolvedValue('here')
  const other = new Load(pressed)
  await vi.advanceTimersByTimeAsync(1_000)
  await other.again()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(pressed).toHaveBeenCalledTimes(2)
  expect(load.data).toBeUndefined()
})
