// @vitest-environment node
import { expect, it } from 'vitest'
import type { Lot } from './api'
import { groupsOf, nameOf } from './lots'

const parties = [
  { key: 'nip:1', name: 'Kepala', title: 'Kepala BKPSDM' },
  { key: 'agency', name: 'Pemkab', title: '' },
]
const line = (over: Partial<Lot>): Lot => ({
  lot: 'batch:1', title: 'Literasi', kind: 'local', party: 'agency', parties, total: 1, waiting: 0, signing: 0, handed_off: 0, signed: 0, refused: 0, since: '', why: '', ...over,
})

it('puts the lines of a lot together and keeps kinds apart', () => {
  const groups = groupsOf([line({ party: 'nip:1', total: 3, waiting: 3 }), line({ total: 2, waiting: 1, refused: 1 }), line({ party: '', total: 5, signed: 5 }), line({ kind: 'portal' })])
  expect(groups.map((g) => [g.kind, g.total, g.signed, g.refused, g.lines.length])).toEqual([
    ['local', 10, 5, 1, 3],
    ['portal', 1, 0, 0, 1],
  ])
})

it('names who signs next', () => {
  expect(nameOf(line({ party: 'nip:1' }))).toBe('Kepala (Kepala BKPSDM)')
  expect(nameOf(line({}))).toBe('Pemkab')
  expect(nameOf(line({ party: 'nip:9' }))).toBe('nip:9')
})
