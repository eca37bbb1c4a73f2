// Answers on their way to the server. A choice is written here before it is
// sent, so that a reload, a crash or a lost signal cannot take it away. The
// sender comes after the first page; outcomes are told from here.
import { persist } from '../lib/persist'
import { database, type Item } from './database'
import { owner } from './owner'

// Where the browser gives no database, the outbox lives as long as the page.
const memory = new Map<string, Item>()
const keyOf = (i: Pick<Item, 'account' | 'group' | 'slot'>) => `${i.account}|${i.group}|${i.slot}`

/** What a feature asks to have sent. */
export type Post = Pick<Item, 'group' | 'slot' | 'method' | 'path' | 'seq' | 'body' | 'elapsed'>

/** What became of one post. `late`: saved, although it came after the deadline;
 * `stale`: the server already had a later choice; `held`: another device holds
 * the attempt, and it waits. `left`: seconds until the deadline, where heard. */
export interface Outcome {
  item: Item
  kind: 'saved' | 'late' | 'stale' | 'refused' | 'held'
  left?: number
  why?: string
}

const listeners = new Set<(outcome: Outcome) => void>()

/** Hears every outcome until the returned function is called. */
export function listen(to: (outcome: Outcome) => void): () => void {
  listeners.add(to)
  return () => listeners.delete(to)
}

/** For the sender. */
export const tell = (outcome: Outcome) => listeners.forEach((to) => to(outcome))

/** Has what waits sent, as soon as the sender itself is here. */
export const send = () => persist(() => import('./sender.svelte')).then((m) => m?.flush())

/** Writes a post; true once the device has committed it, false when it is
 * only in memory. An older post never replaces a newer one. */
export async function put(post: Post): Promise<boolean> {
  const item: Item = { ...post, body: JSON.parse(JSON.stringify(post.body)), account: owner(), at: Date.now(), tick: performance.now(), page: performance.timeOrigin, state: 'waiting' }
  const db = await database()
  if (!db || !item.account) {
    memory.set(keyOf(item), item)
    return false
  }
  try {
    const tx = db.transaction('outbox', 'readwrite', { durability: 'strict' })
    const before = await tx.store.get([item.account, item.group, item.slot])
    if (!before || before.seq < item.seq) await tx.store.put(item)
    await tx.done
    return true
  } catch {
    memory.set(keyOf(item), item)
    return false
  }
}

/** Everything kept for a group (one attempt) of the present account. */
export async function ofGroup(group: string): Promise<Item[]> {
  return (await all()).filter((i) => i.group === group)
}

/** Posts still to send, oldest first. */
export async function waiting(): Promise<Item[]> {
  return (await all()).filter((i) => i.state === 'waiting').sort((a, b) => a.at - b.at)
}

/** Posts the server refused; their copy is kept until the person has seen it. */
export async function refused(): Promise<Item[]> {
  return (await all()).filter((i) => i.state === 'refused')
}

/** Marks what became of a post, unless a newer one has taken its place. */
export async function mark(item: Item, state: Item['state'], why?: { code: string; sentence: string }): Promise<void> {
  const changed: Item = { ...item, state, code: why?.code, sentence: why?.sentence }
  if (memory.get(keyOf(item))?.seq === item.seq) memory.set(keyOf(item), changed)
  const db = await database()
  if (!db) return
  const tx = db.transaction('outbox', 'readwrite')
  const now = await tx.store.get([item.account, item.group, item.slot])
  if (now && now.seq === item.seq) await tx.store.put(changed)
  await tx.done
}

/** Forgets a group once its attempt is closed; what still waits stays. */
export async function forget(group: string, states: Item['state'][] = ['sent']): Promise<void> {
  const db = await database()
  for (const item of await ofGroup(group)) {
    if (!states.includes(item.state)) continue
    memory.delete(keyOf(item))
    await db?.delete('outbox', [item.account, item.group, item.slot])
  }
}

async function all(): Promise<Item[]> {
  const account = owner()
  if (!account) return []
  const stored = (await (await database())?.getAllFromIndex('outbox', 'account', account).catch(() => [])) ?? []
  const merged = new Map(stored.map((i) => [keyOf(i), i]))
  for (const [key, item] of memory) {
    if (item.account === account && (merged.get(key)?.seq ?? -1) <= item.seq) merged.set(key, item)
  }
  return [...merged.values()]
}
