// @vitest-environment node
import { openDB } from 'idb'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { closeDatabase, database } from './database'
import { forget, mark, ofGroup, put, refused, waiting, type Post } from './outbox'
import { leave, setOwner } from './owner'

vi.mock('../lib/quiet', () => ({ whenQuiet: async () => undefined }))

const post = (slot: number, seq: number, chosen: string[], group = 'attempt-1'): Post => ({
  group,
  slot: String(slot),
  method: 'PUT',
  path: `/api/quiz/attempts/${group}/answers/${slot}`,
  seq,
  body: { seq, chosen },
})

beforeEach(async () => {
  indexedDB.deleteDatabase('lentera')
  await setOwner('dewi', { full_name: 'Dewi' })
})
afterEach(closeDatabase)

describe('outbox', () => {
  it('says it has kept an answer only once the device has', async () => {
    expect(await put(post(1, 1, ['a']))).toBe(true)
    await closeDatabase() // as a reload does
    expect((await waiting()).map((i) => i.body)).toEqual([{ seq: 1, chosen: ['a'] }])
  })

  it('keeps the later choice of a question, whatever the order of writing', async () => {
    await put(post(1, 2, ['b']))
    await put(post(1, 1, ['a']))
    await put(post(2, 1, ['c']))
    expect((await ofGroup('attempt-1')).map((i) => [i.slot, i.seq])).toEqual([
      ['1', 2],
      ['2', 1],
    ])
  })

  it('does not settle a newer choice when an older one was sent', async () => {
    await put(post(1, 1, ['a']))
    const [old] = await waiting()
    await put(post(1, 2, ['b']))
    if (old) await mark(old, 'sent')
    expect((await waiting()).map((i) => i.seq)).toEqual([2])
  })

  it('shows nothing of one account to another, and keeps it for its owner', async () => {
    await put(post(1, 1, ['a']))
    await leave()
    expect(await waiting()).toEqual([])
    await setOwner('agus', {})
    expect(await waiting()).toEqual([])
    expect(await ofGroup('attempt-1')).toEqual([])
    await put(post(1, 7, ['z']))
    await setOwner('dewi', {})
    expect((await waiting()).map((i) => i.seq)).toEqual([1])
  })

  it('keeps what was refused until it has been seen', async () => {
    await put(post(1, 1, ['a']))
    const [item] = await waiting()
    if (item) await mark(item, 'refused', { code: 'quiz.attempt-closed', sentence: 'Sudah dikumpulkan.' })
    expect(await waiting()).toEqual([])
    expect((await refused())[0]?.sentence).toBe('Sudah dikumpulkan.')
    await forget('attempt-1')
    expect(await refused()).toHaveLength(1)
    await forget('attempt-1', ['refused'])
    expect(await refused()).toEqual([])
  })

  it('reads a queue that the first version wrote', async () => {
    await closeDatabase()
    indexedDB.deleteDatabase('lentera')
    const first = await openDB('lentera', 1, {
      upgrade(db) {
        db.createObjectStore('outbox', { keyPath: ['account', 'group', 'slot'] }).createIndex('account', 'account')
        db.createObjectStore('copies', { keyPath: ['account', 'path'] }).createIndex('account', 'account')
        db.createObjectStore('person', { keyPath: 'key' })
      },
    })
    await first.put('outbox', { account: 'dewi', group: 'g', slot: '4', method: 'PUT', path: '/p', seq: 3, body: { seq: 3, chosen: ['x'] }, at: 1, state: 'waiting' })
    first.close()
    expect((await waiting()).map((i) => [i.slot, i.seq, i.path])).toEqual([['4', 3, '/p']])
  })

  it('works from memory where the browser gives no database, and does not claim otherwise', async () => {
    await closeDatabase()
    const open = indexedDB.open
    indexedDB.open = () => {
      throw new DOMException('private window', 'SecurityError')
    }
    try {
      expect(await database()).toBeNull()
      expect(await put(post(9, 1, ['m']))).toBe(false)
      expect((await waiting()).map((i) => i.slot)).toContain('9')
    } finally {
      indexedDB.open = open
    }
  })
})
