import '@testing-library/svelte/vitest' // takes each page away after its test
import { render, screen } from '@testing-library/svelte'
import userEvent from '@testing-library/user-event'
import { expect, it, vi } from 'vitest'
import Question from './Question.svelte'

const item = (kind: string) => ({
  no: 3,
  kind,
  stem_html: '<p>Mana yang aman?</p>',
  options: ['a', 'b', 'c'].map((id) => ({ id, html: `Pilihan ${id}` })),
  points: 1,
  chosen: [],
  seq: 0,
  saved_at: null,
})

it('asks with radios that the keyboard moves through', async () => {
  const choose = vi.fn()
  render(Question, { item: item('single'), chosen: [], choose })
  expect(screen.getByRole('group', { name: 'Mana yang aman?' })).toBeTruthy()
  expect(screen.getAllByRole('radio')).toHaveLength(3)
  await userEvent.click(screen.getByLabelText('Pilihan b'))
  expect(choose).toHaveBeenLastCalledWith(['b'])
})

it('collects several answers in the order of the question', async () => {
  const choose = vi.fn()
  render(Question, { item: item('multiple'), chosen: ['c'], choose })
  expect((screen.getByLabelText('Pilihan c') as HTMLInputElement).checked).toBe(true)
  await userEvent.click(screen.getByLabelText('Pilihan a'))
  expect(choose).toHaveBeenLastCalledWith(['a', 'c'])
  await userEvent.click(screen.getByLabelText('Pilihan c'))
  expect(choose).toHaveBeenLastCalledWith([])
})
