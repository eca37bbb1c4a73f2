// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { find, flat, grow, sums } from './tree'

const unit = (id: string, name: string, parent_id: string | null = null) => ({ id, name, parent_id })
const names = (items: { item: { name: string } }[]) => items.map((b) => b.item.name)

describe('grow', () => {
  it('puts children below their parents, by name, numbers as numbers', () => {
    const roots = grow([unit('c', 'SDN 10', 'b'), unit('a', 'Pemerintah'), unit('d', 'SDN 2', 'b'), unit('b', 'Dinas Pendidikan', 'a')])
    expect(names(roots)).toEqual(['Pemerintah'])
    expect(names(flat(roots))).toEqual(['Pemerintah', 'Dinas Pendidikan', 'SDN 2', 'SDN 10'])
    expect(flat(roots).at(-1)?.above).toEqual(['Pemerintah', 'Dinas Pendidikan'])
  })

  it('takes a part of a tree: a parent outside the list is no parent', () => {
    expect(names(grow([unit('b', 'Dinas Pendidikan', 'a'), unit('c', 'SDN 1', 'b')]))).toEqual(['Dinas Pendidikan'])
  })

  it('leaves nothing out, not even a ring', () => {
    const all = flat(grow([unit('a', 'A', 'b'), unit('b', 'B', 'a'), unit('c', 'C', 'c')]))
    expect(names(all).sort()).toEqual(['A', 'B', 'C'])
  })

  it('is empty for an empty list', () => expect(grow([])).toEqual([]))
})

describe('find', () => {
  const roots = grow([unit('a', 'Kecamatan Pasirian'), unit('b', 'Puskesmas Pasirian', 'a'), unit('c', 'Pasirian Wetan', 'a')])

  it('wants every word, in any order and any case', () => expect(names(find(roots, 'PASIRIAN pusk'))).toEqual(['Puskesmas Pasirian']))
  it('puts names that begin with the words first', () => expect(names(find(roots, 'pasirian'))[0]).toBe('Pasirian Wetan'))
  it('finds nothing without guessing', () => expect(find(roots, 'lumajang')).toEqual([]))
})

it('sums: everybody in a unit and below it', () => {
  const n: Record<string, number> = { a: 1, b: 10, c: 100, d: 1000 }
  const total = sums(grow([unit('a', 'A'), unit('b', 'B', 'a'), unit('c', 'C', 'b'), unit('d', 'D')]), (u) => n[u.id] ?? 0)
  expect(Object.fromEntries(total)).toEqual({ a: 111, b: 110, c: 100, d: 1000 })
})
