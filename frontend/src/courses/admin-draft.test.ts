// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { addressOf, draftIn, problemIn, stepOf } from './admin-draft'

const empty = { course_id: '', unit_id: '', due_on: '', note: '' }
const full = { course_id: 'c', unit_id: 'u', due_on: '2026-12-31', note: 'ST 12/A & B' }

describe('the address of a draft', () => {
  it('gives the same draft back', () => {
    const address = addressOf(4, full)
    expect(address.startsWith('/admin/penugasan?langkah=4&')).toBe(true)
    expect(draftIn(address.split('?')[1] ?? '')).toEqual(full)
  })
})

describe('stepOf', () => {
  it('never skips a question', () => {
    expect(stepOf(4, empty)).toBe(1)
    expect(stepOf(4, { ...empty, course_id: 'c' })).toBe(2)
    expect(stepOf(4, { ...full, due_on: '' })).toBe(3)
  })
  it('lets one go back', () => expect(stepOf(2, full)).toBe(2))
  it('reads nonsense as the first question', () => expect([stepOf(Number.NaN, full), stepOf(-3, full), stepOf(99, full)]).toEqual([1, 1, 4]))
})

describe('problemIn', () => {
  const now = new Date(2026, 10, 23, 22)
  it('accepts today, refuses yesterday', () => {
    expect(problemIn(3, { ...full, due_on: '2026-11-23' }, now)).toBe('')
    expect(problemIn(3, { ...full, due_on: '2026-11-22' }, now)).not.toBe('')
  })
  it('wants an answer to each question', () => {
    for (const step of [1, 2, 3]) expect(problemIn(step, empty, now)).not.toBe('')
  })
})
