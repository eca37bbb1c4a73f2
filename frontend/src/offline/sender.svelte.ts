// Empties the outbox: one sender per device, oldest first, 1, 2, 4 … 15 s
// between tries, until the server has committed or refused.
import { call } from '../lib/http'
import { NoSignal, Problem } from '../lib/problem'
import type { Item } from './database'
import { mark, refused, waiting } from './outbox'

/** What became of one post. `stale`: the server already had a later choice. */
export type Outcome = { item: Item; kind: 'stored'; reply: Reply } | { item: Item; kind: 'refused'; problem: Problem }

interface Reply {
  stale?: boolean
  [member: string]: unknown
}

type Listener = (outcome: Outcome) => void

/** Counts for the notice on every screen. */
export const queue = $state({ waiting: 0, refused: 0, failing: false })

const longest = 15_000
const listeners = new Set<Listener>()
let timer: ReturnType<typeof setTimeout> | undefined
let pause = 1_000
let running: Promise<void> | null = null
let again = false
let started = false

/** Hears every outcome until the returned function is called. */
export function listen(to: Listener): () => void {
  listeners.add(to)
  return () => listeners.delete(to)
}

/** Starts the sender for the page's life. */
export function startSender(): void {
  if (started) return
  started = true
  addEventListener('online', () => void flush())
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && void flush())
  void flush()
}

/** Tries now. The promise ends when this try has ended, sent or not. */
export function flush(): Promise<void> {
  clearTimeout(timer)
  if (running) {
    again = true
    return running
  }
  running = alone(drain).finally(() => {
    running = null
    if (again) {
      again = false
      void flush()
    }
  })
  return running
}

/** Reads the counts anew, after a post was written or dismissed. */
export async function recount(): Promise<void> {
  queue.waiting = (await waiting()).length
  queue.refused = (await refused()).length
}

async function drain(): Promise<void> {
  for (let next = (await waiting())[0]; next; next = (await waiting())[0]) {
    const wait = await post(next)
    if (wait > 0) {
      queue.failing = true
      timer = setTimeout(() => void flush(), wait)
      break
    }
    queue.failing = false
    pause = 1_000
  }
  await recount()
}

// Sends one; gives 0 when it is settled, else how long to wait.
async function post(item: Item): Promise<number> {
  try {
    const reply = await call<Reply>(item.method, item.path, { body: item.body, timeout: 10_000 })
    await mark(item, 'sent')
    tell({ item, kind: 'stored', reply: reply ?? {} })
    return 0
  } catch (error) {
    if (!(error instanceof Problem) && !(error instanceof NoSignal)) throw error
    if (error instanceof NoSignal || error.passing || error.status === 401 || error.status === 403) {
      return backOff(error instanceof Problem ? error.retryAfter * 1_000 : 0)
    }
    await mark(item, 'refused', { code: error.code, sentence: error.sentence })
    tell({ item, kind: 'refused', problem: error })
    return 0
  }
}

function backOff(atLeast: number): number {
  const wait = Math.max(pause, atLeast)
  pause = Math.min(pause * 2, longest)
  return wait
}

function tell(outcome: Outcome): void {
  for (const listener of listeners) listener(outcome)
}

async function alone(work: () => Promise<void>): Promise<void> {
  if (!navigator.locks) return work()
  await navigator.locks.request('lentera-outbox', work)
}
