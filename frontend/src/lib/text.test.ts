// @vitest-environment node
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { speakEnglish, texts } from './text'

const src = join(import.meta.dirname, '..')
const read = (path: string) => readFileSync(join(src, path), 'utf8')
const folders = readdirSync(src, { withFileTypes: true }).filter((d) => d.isDirectory()).map((d) => d.name)
const pairs = folders.flatMap((f) => readdirSync(join(src, f)).filter((n) => n.endsWith('.id.json')).map((n) => `${f}/${n.slice(0, -'.id.json'.length)}`))
const sources = folders.flatMap((f) =>
  (readdirSync(join(src, f), { recursive: true }) as string[]).filter((n) => /\.(svelte|ts)$/.test(n) && !n.endsWith('.test.ts')).map((n) => `${f}/${n}`),
)

// The files that take their words from a pair: "courses/lesson-text" is
// imported as './lesson-text' or '../lesson-text', by its own feature only.
function usersOf(pair: string): string {
  const [folder, name] = pair.split('/')
  return sources
    .filter((path) => path.startsWith(folder + '/') && new RegExp(`from '\\.{1,2}/${name}'`).test(read(path)))
    .map(read)
    .join('\n')
}

const holes = (text: string) => [...new Set([...text.matchAll(/\{(\w+)/g)].map((m) => m[1]))].sort()

describe.each(pairs)('%s', (pair) => {
  const id = JSON.parse(read(`${pair}.id.json`)) as Record<string, string>
  const en = JSON.parse(read(`${pair}.en.json`)) as Record<string, string>

  it('says the same things in both languages', () => {
    expect(Object.keys(en).sort()).toEqual(Object.keys(id).sort())
    for (const key of Object.keys(id)) {
      expect(en[key], key).toBeTruthy()
      expect(holes(en[key] ?? ''), key).toEqual(holes(id[key] ?? ''))
    }
  })

  it('says nothing that no screen uses', () => {
    const code = usersOf(pair)
    const prefixes = [...code.matchAll(/`(\w+_)\$\{/g)].map((m) => m[1] ?? '')
    const unused = Object.keys(id).filter((k) => !code.includes(`'${k}'`) && !prefixes.some((p) => k.startsWith(p)))
    expect(unused).toEqual([])
  })
})

describe('words', () => {
  it('fills values and picks by number', () => {
    const t = texts('test', { left: '{n} soal lagi', plain: 'Halo' })
    expect(t('left', { n: 3 })).toBe('3 soal lagi')
    expect(t('plain')).toBe('Halo')
    speakEnglish({ test: { left: '{n} {n:question|questions} left' } })
    expect(t('left', { n: 1 })).toBe('1 question left')
    expect(t('left', { n: 2 })).toBe('2 questions left')
    expect(t('plain')).toBe('Halo')
  })
})
