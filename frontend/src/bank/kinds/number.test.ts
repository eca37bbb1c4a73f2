// @vitest-environment node
import { expect, it } from 'vitest'
import { numberOf, shownNumber } from './number'

it('reads a number as it is typed here', () => {
  const read: [string, number | string | undefined][] = [['3,5', 3.5], ['3.5', 3.5], ['-0,05', -0.05], ['1.500', 1500], ['1.500.000,25', 1500000.25], ['0.500', 0.5],
    ['1,500', 1.5], [' 12 ', 12], ['−4', -4], ['2e3', 2000], ['', undefined], ['tiga', 'tiga'], ['0x10', '0x10'], ['1,5,5', '1,5,5'], ['5 kg', '5 kg'], ['Infinity', 'Infinity']]
  for (const [text, is] of read) expect([text, numberOf(text)]).toEqual([text, is])
})

it('shows it again in the same way', () => {
  expect([3.5, 1500, undefined, 'tiga', '1.500'].map(shownNumber)).toEqual(['3,5', '1500', '', 'tiga', '1.500'])
})
