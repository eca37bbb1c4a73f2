// Reading with a net under it: the network first, and after four seconds, or
// without a signal, the last copy with its date.
import { Problem } from '../lib/problem'
import { whenQuiet } from '../lib/quiet'
import { database } from './database'
import { owner } from './owner'

const patience = 4_000

export interface Read<T> {
  data: T
  /** When this copy was fetched (epoch ms); null when it is fresh. */
  copiedAt: number | null
}

/** Fetches and keeps a copy under `path`. When the network is slower than four
 * seconds or away, the copy comes back; the slow answer still arrives through
 * `later`. A refusal of the server is thrown, never papered over. */
export async function readThrough<T>(path: string, fetching: () => Promise<T>, later?: (data: T) => void): Promise<Read<T>> {
  const account = owner()
  const fresh = fetching().then((data) => {
    void whenQuiet().then(() => keep(account, path, data))
    return data
  })
  const slow = Symbol('slow')
  try {
    const first = await Promise.race([fresh, new Promise<typeof slow>((r) => setTimeout(() => r(slow), patience))])
    if (first !== slow) return { data: first as T, copiedAt: null }
  } catch (error) {
    return kept<T>(account, path, error)
  }
  const copy = await find<T>(account, path)
  if (!copy) {
    try {
      return { data: await fresh, copiedAt: null }
    } catch (error) {
      return kept<T>(account, path, error)
    }
  }
  fresh.then((data) => later?.(data)).catch(() => undefined)
  return copy
}

async function kept<T>(account: string, path: string, error: unknown): Promise<Read<T>> {
  if (error instanceof Problem && !error.passing) throw error
  const copy = await find<T>(account, path)
  if (!copy) throw error
  return copy
}

async function find<T>(account: string, path: string): Promise<Read<T> | null> {
  const copy = await (await database())?.get('copies', [account, path]).catch(() => undefined)
  return copy ? { data: copy.data as T, copiedAt: copy.at } : null
}

async function keep(account: string, path: string, data: unknown): Promise<void> {
  if (!account || account !== owner()) return
  try {
    await (await database())?.put('copies', { account, path, at: Date.now(), data })
  } catch {
    // No room: the page still works, only without its copy.
  }
}
