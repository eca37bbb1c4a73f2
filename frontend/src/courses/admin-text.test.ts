import { expect, it } from 'vitest'
import english from './admin.en.json'
import indonesian from './admin.id.json'

const holes = (text: string) => [...new Set([...text.matchAll(/\{(\w+)/g)].map((m) => m[1]))].sort()

it('says everything in both languages, with the same values in it', () => {
  expect(Object.keys(english)).toEqual(Object.keys(indonesian))
  for (const [key, text] of Object.entries(indonesian)) {
    expect([key, holes(english[key as keyof typeof english])]).toEqual([key, holes(text)])
  }
})
