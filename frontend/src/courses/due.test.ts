// @vitest-environment node
import { expect, it } from 'vitest'
import { dueWords } from './due'

const now = new Date(2026, 10, 23, 23, 59)

it('counts whole days until the end of the due date', () => {
  expect(dueWords(null, now)).toBeNull()
  expect(dueWords('2026-11-22', now)).toEqual({ words: 'Batas waktu lewat: 22 November 2026', tone: 'bad' })
  expect(dueWords('2026-11-23', now)).toEqual({ words: 'Batas waktunya hari ini', tone: 'warn' })
  expect(dueWords('2026-11-30', now)).toEqual({ words: 'Batas waktu 30 November 2026 (7 hari lagi)', tone: 'warn' })
  expect(dueWords('2026-12-31', now)).toEqual({ words: 'Batas waktu 31 Desember 2026', tone: '' })
})
