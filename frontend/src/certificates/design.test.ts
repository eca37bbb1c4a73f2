import { beforeEach, describe, expect, it } from 'vitest'
import { contentOf, contrastOnWhite, draftOf, keep, keptOf, same, wrongIn } from './design-draft'
import type { Official, Template } from './design-api'
import { exampleOf } from './series-example'
import { phaseOf, titleOn } from './titles'

const template: Template = {
  id: 't', name: 'STTP', state: 'active', course_code: 'A2', audience: 'asn', design: { heading: 'STTP', hide: ['rank'] }, officials: ['a', 'b'],
  series_id: null, signing: 'local', version: 3, updated_at: '2026-11-26T00:00:00Z',
}

describe('a draft', () => {
  beforeEach(() => sessionStorage.clear())

  it('says to the server what it was made of, and nothing that is empty', () => {
    expect(contentOf(draftOf(template))).toEqual({ name: 'STTP', course_code: 'A2', audience: 'asn', design: { heading: 'STTP', hide: ['rank'] }, officials: ['a', 'b'], series_id: undefined, signing: 'local' })
    expect(contentOf(draftOf())).toEqual({ name: '', course_code: '', audience: 'any', design: {}, officials: [], series_id: undefined, signing: 'none' })
  })

  it('signs with the second alone when there is no first', () => expect(contentOf({ ...draftOf(), second: 'b' }).officials).toEqual(['b']))

  it('leaves the template as it was', () => {
    draftOf(template).design.hide.push('nip')
    expect(template.design.hide).toEqual(['rank'])
  })

  it('knows what has changed', () => {
    const draft = draftOf(template)
    expect(same(draft, draftOf(template))).toBe(true)
    draft.design.second_back = true
    expect(same(draft, draftOf(template))).toBe(false)
  })

  it('waits in this tab for the account that left it', () => {
    const draft = { ...draftOf(template), name: 'lain' }
    keep('siti', 't', { version: 3, draft })
    expect(keptOf('siti', 't')).toEqual({ version: 3, draft })
    expect(keptOf('wahyu', 't')).toBeNull()
    keep('siti', 't', null)
    expect(keptOf('siti', 't')).toBeNull()
  })

  it('is not broken by what else stands in the store', () => {
    sessionStorage.setItem('lentera.templat.siti.t', '{')
    expect(keptOf('siti', 't')).toBeNull()
  })
})

it('finds the fields of a refusal', () => {
  const errors = [{ pointer: '/design/accent', code: 'contrast', detail: 'Terlalu terang.' }, { pointer: '/name', code: 'length' }]
  expect(wrongIn({ errors, sentence: 'Ada yang salah.' })).toEqual({ 'design-accent': 'Terlalu terang.', name: 'Ada yang salah.' })
})

it('measures contrast as the server does', () => {
  expect(contrastOnWhite('#000000')).toBeCloseTo(21)
  expect(contrastOnWhite('#767676')).toBeGreaterThan(4.5)
  expect(contrastOnWhite('#777777')).toBeLessThan(4.5)
  expect(contrastOnWhite('teal')).toBe(0)
})

it('shows the number of a pattern', () => {
  const series = { class_code: '800.2.4', unit_word: '', pattern: '{class}/{seq}/{unit}/{month_roman}/{month}/{year}/{lain}' }
  expect(exampleOf(series, 7, new Date(2026, 10, 3))).toBe('800.2.4/0007/{unit}/XI/11/2026/{lain}')
})

describe('titles', () => {
  const official: Official = { id: 'a', name: 'A', nip: '', titles: [
    { title: 'Kepala', rank: '', valid_from: '2026-07-01', valid_to: '' }, { title: 'Plt. Kepala', rank: '', valid_from: '2026-01-01', valid_to: '2026-05-31' }] }
  it('hold on their first and last day', () => {
    const on = (day: string) => titleOn(official, day)?.title
    expect(['2025-12-31', '2026-01-01', '2026-05-31', '2026-06-01', '2026-07-01', '2040-01-01'].map(on)).toEqual([undefined, 'Plt. Kepala', 'Plt. Kepala', undefined, 'Kepala', 'Kepala'])
  })
  it('are past, now or coming', () => {
    expect(official.titles.map((t) => phaseOf(t, '2026-06-15'))).toEqual(['coming', 'past'])
    expect(phaseOf(official.titles[1]!, '2026-05-31')).toBe('now')
  })
})
