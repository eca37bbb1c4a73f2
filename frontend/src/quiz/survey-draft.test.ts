import { beforeEach, expect, it, vi } from 'vitest'
import { setOwner } from '../offline/owner'
import { filledIn, keepFilled } from './survey-draft'

beforeEach(async () => {
  localStorage.clear()
  void setOwner('dewi', {})
})

it('outlives a reload, and leaves out what is empty', () => {
  expect(keepFilled('s1', { a: ['x'], b: [] })).toBe(true)
  expect(filledIn('s1')).toEqual({ a: ['x'] })
  expect(filledIn('s2')).toEqual({})
})

it('is gone once it is emptied', () => {
  keepFilled('s1', { a: ['x'] })
  keepFilled('s1', {})
  expect(filledIn('s1')).toEqual({})
  expect(localStorage.length).toBe(0)
})

it('belongs to one account: another one sees nothing and clears it', () => {
  keepFilled('s1', { a: ['rahasia'] })
  void setOwner('agus', {})
  expect(filledIn('s1')).toEqual({})
  expect(JSON.stringify({ ...localStorage })).not.toContain('rahasia')
  void setOwner('dewi', {})
  expect(filledIn('s1')).toEqual({})
})

it('takes nothing that it did not write', () => {
  localStorage.setItem('lentera-survei:dewi:s1', '{"a":["x"],"b":"y","c":[1]}')
  expect(filledIn('s1')).toEqual({ a: ['x'] })
  localStorage.setItem('lentera-survei:dewi:s1', 'kaput')
  expect(filledIn('s1')).toEqual({})
})

it('says when the device keeps nothing', () => {
  const set = vi.spyOn(Storage.prototype, 'setItem').mockImplementation(() => {
    throw new DOMException('full')
  })
  expect(keepFilled('s1', { a: ['x'] })).toBe(false)
  set.mockRestore()
})
