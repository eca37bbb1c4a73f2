// Chosen files on the device until the server has them, so that a reload, a
// crash or a lost signal does not ask for them again. A store of its own: it
// comes with the control of file questions and with nothing else.
import type { DBSchema, IDBPDatabase } from 'idb'
import { owner } from './owner'

export interface Kept {
  account: string
  attempt: string
  no: number
  id: string
  name: string
  file: Blob
  /** How many files the answer may have. */
  most: number
  at: number // epoch ms
}

interface Schema extends DBSchema {
  files: { key: [string, string]; value: Kept }
}

const old = 2 * 24 * 3_600_000 // no attempt lasts longer

let opened: Promise<IDBPDatabase<Schema> | null> | null = null

function database(): Promise<IDBPDatabase<Schema> | null> {
  opened ??= import('idb')
    .then(({ openDB }) => openDB<Schema>('lentera-files', 1, { upgrade: (db) => void db.createObjectStore('files', { keyPath: ['account', 'id'] }) }))
    .catch(() => ((opened = null), null))
  return opened
}

/** True once the device has committed the file. */
export async function keepFile(file: Omit<Kept, 'account' | 'at'>): Promise<boolean> {
  const account = owner()
  const db = await database()
  if (!db || !account) return false
  return db.put('files', { ...file, account, at: Date.now() }).then(() => true, () => false) // no room
}

/** What this account has kept for an attempt, oldest first; what is too old to
 * be of use goes. */
export async function keptFiles(attempt: string): Promise<Kept[]> {
  const all = (await (await database())?.getAll('files').catch(() => [])) ?? []
  for (const f of all) if (Date.now() - f.at > old) void dropFile(f.id, f.account)
  return all.filter((f) => f.account === owner() && f.attempt === attempt && Date.now() - f.at <= old).sort((a, b) => a.at - b.at)
}

export async function dropFile(id: string, account = owner()): Promise<void> {
  await (await database())?.delete('files', [account, id]).catch(() => undefined)
}
