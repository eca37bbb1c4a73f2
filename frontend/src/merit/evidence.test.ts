// @vitest-environment node
import { expect, it } from 'vitest'
import { evidenceLines } from './evidence'

it('says in words what an entry rests on', () => {
  const lines = evidenceLines({ revision: 2, learning_days: 3, seconds_present: 5400, certificate_number: 'x', unheard_of: {} })
  expect(lines).toEqual([
    { name: 'Hari belajar', value: '3 hari' },
    { name: 'Waktu belajar tercatat', value: '1 jam 30 menit' },
    { name: 'Edisi kursus', value: '2' },
  ])
})
