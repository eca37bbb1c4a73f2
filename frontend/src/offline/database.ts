// The store on the device. Only src/offline opens it. Everything in it belongs
// to one account; nothing is read or sent for another.
import type { PathOf } from '../lib/http'
import type { DBSchema, IDBPDatabase } from 'idb'

/** One act that the server has to hear of. A later choice in the same slot
 * replaces an earlier one; `seq` says which is later. */
export interface Item {
  account: string
  group: string // the attempt
  slot: string // the question within it
  method: 'PUT'
  path: PathOf<'PUT'>
  seq: number
  body: unknown
  at: number // epoch ms of the choice, by the device's clock; never trusted for deadlines
  elapsed?: number // ms from the start of the attempt to the choice, as the page's stopwatch had it
  tick?: number // performance.now() of the choice, in the page whose timeOrigin is `page`
  page?: number
  state: 'waiting' | 'sent' | 'refused'
  code?: string // of the refusal
  sentence?: string
}

/** The last good answer of a GET, shown with its date when there is no signal. */
export interface Copy {
  account: string
  path: string
  at: number
  data: unknown
}

/** Who used this device last; lets the app open without a signal. */
export interface LastPerson {
  key: 'last'
  account: string
  me: unknown
}

interface Schema extends DBSchema {
  outbox: { key: [string, string, string]; value: Item; indexes: { account: string } }
  copies: { key: [string, string]; value: Copy; indexes: { account: string } }
  person: { key: string; value: LastPerson }
}

export type Database = IDBPDatabase<Schema>

let opened: Promise<Database | null> | null = null

/** The database, or null where the browser refuses one (private windows, full
 * disks); callers then work without it and say so. */
export function database(): Promise<Database | null> {
  opened ??= open().catch(() => {
    opened = null // perhaps only the library did not arrive: the next call tries again
    return null
  })
  return opened
}

// The library comes when the first page already stands.
async function open(): Promise<Database> {
  const { openDB } = await import('idb')
  return openDB<Schema>('lentera', 1, {
    upgrade(db) {
      db.createObjectStore('outbox', { keyPath: ['account', 'group', 'slot'] }).createIndex('account', 'account')
      db.createObjectStore('copies', { keyPath: ['account', 'path'] }).createIndex('account', 'account')
      db.createObjectStore('person', { keyPath: 'key' })
    },
    blocking: (_, __, event) => (event.target as IDBDatabase).close(),
    terminated: () => (opened = null),
  })
}

/** For tests: the next call opens anew. */
export async function closeDatabase(): Promise<void> {
  ;(await opened)?.close()
  opened = null
}
