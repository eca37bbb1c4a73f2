// Empties the outbox: one sender per device, oldest first, 1, 2, 4 … 15 s
// between tries, until the server has committed or refused. One answer goes by
// itself; what has gathered of one attempt goes in one call, with a verdict on
// each. Loaded after the first page; `send` of the outbox waits for it.
import { call, type PathOf } from '../lib/http'
import { NoSignal, Problem } from '../lib/problem'
import { atOnce, bulkOf } from './bulk'
import type { Item } from './database'
import { mark, refused, tell, waiting } from './outbox'
import { queue } from './queue.svelte'

// The two refusals that are not the last word.
const otherDevice = 'quiz.other-device' // waits until this device takes the attempt over
const timeIsUp = 'quiz.attempt-expired' // perhaps given before: the queue says when

interface Saved {
  stale?: boolean
  seconds_left?: number
}

interface Verdicts {
  seconds_left: number
  verdicts: { no: number; seq: number; verdict: 'saved' | 'late' | 'stale' | 'refused'; code?: string; title?: string }[]
}

const longest = 15_000
const askAgain = 60_000
const held = new Map<string, number>() // attempts that another device holds, until when they are left alone
let timer: ReturnType<typeof setTimeout> | undefined
let pause = 1_000
let running: Promise<void> | null = null
let again = false
let started = false

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

/** Asks the server again about attempts that another device held: this one has
 * taken over, or somebody wants to know. Ends as flush does. */
export async function release(): Promise<void> {
  held.clear()
  await running // which may have passed them by
  await flush()
}

/** The groups of what is counted as held. */
export const heldGroups = () => [...held.keys()]

/** Reads the counts anew, after a post was written or dismissed. */
export async function recount(): Promise<void> {
  const all = await waiting()
  queue.waiting = all.length
  queue.held = all.filter((i) => held.has(i.group)).length
  queue.refused = (await refused()).length
}

async function drain(): Promise<void> {
  await recount()
  for (let batch = await next(); batch[0]; batch = await next()) {
    const wait = await deliver(batch)
    if (wait > 0) {
      queue.failing = true
      timer = setTimeout(() => void flush(), wait)
      return recount()
    }
    queue.failing = false
    pause = 1_000
  }
  await recount()
  if (queue.held > 0) timer = setTimeout(() => void flush(), askAgain)
}

// What goes next: the oldest, and what else waits of its attempt.
async function next(): Promise<Item[]> {
  const free = (await waiting()).filter((i) => (held.get(i.group) ?? 0) <= performance.now())
  return free.filter((i) => i.group === free[0]?.group).slice(0, atOnce)
}

// Sends a batch; gives 0 when each is settled, else how long to wait.
async function deliver(batch: Item[]): Promise<number> {
  try {
    if (batch.length === 1) await one(batch[0] as Item)
    else await together(batch).catch((error) => apart(batch, error))
    return 0
  } catch (error) {
    if (!(error instanceof Problem) && !(error instanceof NoSignal)) throw error
    return backOff(error instanceof Problem ? error.retryAfter * 1_000 : 0)
  }
}

// A call that is refused as a whole says nothing about its parts: one that
// cannot be read must not take the others with it.
async function apart(batch: Item[], error: unknown): Promise<void> {
  if (!lasting(error)) throw error
  for (const item of batch) await one(item)
}

async function one(item: Item): Promise<void> {
  try {
    const reply = await call<Saved | undefined>(item.method, item.path, { body: item.body, timeout: 10_000 })
    await settle(item, reply?.stale ? 'stale' : 'saved', reply?.seconds_left)
  } catch (error) {
    if (!lasting(error)) throw error
    const verdict = error.code === timeIsUp ? await together([item]).then(() => null, (e) => e) : error
    if (!verdict) return
    if (!lasting(verdict)) throw verdict
    await refuse(item, verdict.code, verdict.sentence)
  }
}

async function together(batch: Item[]): Promise<void> {
  const path = batch[0]?.path.replace(/\/\d+$/, '') as PathOf<'POST'>
  const { verdicts, seconds_left } = await call<Verdicts>('POST', path, { body: bulkOf(batch) })
  // Nothing is settled by a verdict on something else.
  if (!batch.every((i, n) => verdicts?.[n]?.seq === i.seq && String(verdicts[n].no) === i.slot)) throw new NoSignal('verdicts')
  for (const [n, item] of batch.entries()) {
    const { verdict, code = '', title = '' } = verdicts[n] as Verdicts['verdicts'][0]
    if (verdict === 'refused') await refuse(item, code, title, seconds_left)
    else await settle(item, verdict, seconds_left)
  }
}

async function settle(item: Item, kind: 'saved' | 'late' | 'stale', left?: number): Promise<void> {
  held.delete(item.group)
  await mark(item, 'sent')
  tell({ item, kind, left })
}

async function refuse(item: Item, code: string, sentence: string, left?: number): Promise<void> {
  if (code === otherDevice) {
    held.set(item.group, performance.now() + askAgain)
    return tell({ item, kind: 'held', left })
  }
  held.delete(item.group)
  await mark(item, 'refused', { code, sentence })
  tell({ item, kind: 'refused', left, why: sentence })
}

// Sending the same again does not help.
const lasting = (error: unknown): error is Problem => error instanceof Problem && !error.passing && error.status !== 401 && error.status !== 403

function backOff(atLeast: number): number {
  const wait = Math.max(pause, atLeast)
  pause = Math.min(pause * 2, longest)
  return wait
}

async function alone(work: () => Promise<void>): Promise<void> {
  if (!navigator.locks) return work()
  await navigator.locks.request('lentera-outbox', work)
}
