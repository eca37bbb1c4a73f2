// Whose data this device is showing. The session sets it; every store asks it.
import { whenQuiet } from '../lib/quiet'
import { database } from './database'

let account = ''

/** The account that signed in, or "" when nobody has. */
export function owner(): string {
  return account
}

/** Called by the session when it learns who is signed in. */
export async function setOwner(id: string, me: unknown): Promise<void> {
  account = id
  await whenQuiet()
  if (account !== id) return // signed out meanwhile
  try {
    await (await database())?.put('person', { key: 'last', account: id, me: JSON.parse(JSON.stringify(me)) })
  } catch {
    // A full disk must not stop anybody from studying.
  }
}

/** Who used this device last, for a start without signal. */
export async function lastPerson<T>(): Promise<T | null> {
  const person = await (await database())?.get('person', 'last').catch(() => undefined)
  if (!person) return null
  account = person.account
  return person.me as T
}

/** Sign-out: forgets the copies and the name, keeps answers not yet sent. */
export async function leave(): Promise<void> {
  const db = await database()
  const id = account
  account = ''
  if (!db || !id) return
  await db.delete('person', 'last')
  const tx = db.transaction('copies', 'readwrite')
  for (const key of await tx.store.index('account').getAllKeys(id)) await tx.store.delete(key)
  await tx.done
}
