// @vitest-environment node
// Who may import whom in the app: the same table as on the server. Joining
// features is the work of src/app.
import { readdirSync, readFileSync } from 'node:fs'
import { join, posix } from 'node:path'
import { expect, it } from 'vitest'

const ground = ['lib', 'ui', 'offline']
const may: Record<string, string[]> = {
  lib: [],
  ui: ['lib'],
  offline: ['lib'],
  accounts: ground,
  courses: [...ground, 'accounts'],
  bank: [...ground, 'accounts', 'courses'],
  quiz: [...ground, 'accounts', 'courses', 'bank'],
  certificates: [...ground, 'accounts'],
  merit: [...ground, 'accounts'],
  register: ground,
  marking: [...ground, 'accounts', 'courses', 'quiz'],
  signing: [...ground, 'accounts', 'certificates'],
  app: [...ground, 'accounts', 'courses', 'bank', 'quiz', 'marking', 'certificates', 'merit', 'register', 'signing'],
}

const src = import.meta.dirname
const files = (readdirSync(src, { recursive: true }) as string[]).map((p) => p.replaceAll('\\', '/')).filter((p) => /^\w+\/.*\.(svelte|ts)$/.test(p) && !p.endsWith('.test.ts'))

it('keeps features apart', () => {
  const wrong = files.flatMap((path) => {
    const folder = path.split('/')[0] ?? ''
    const text = readFileSync(join(src, path), 'utf8')
    return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)]
      .map((m) => posix.join(posix.dirname(path), m[1] ?? '').split('/')[0] ?? '')
      .filter((to) => to !== folder && to !== '..' && !may[folder]?.includes(to))
      .map((to) => `${path} imports ${to}`)
  })
  expect(wrong).toEqual([])
})

it('knows every folder', () => {
  expect(readdirSync(src, { withFileTypes: true }).filter((d) => d.isDirectory()).map((d) => d.name).sort()).toEqual(Object.keys(may).sort())
})

it('opens the database on the device in src/offline only', () => {
  const others = files.filter((p) => !p.startsWith('offline/') && /from '[^']*offline\/database'|from 'idb'|indexedDB|caches\./.test(readFileSync(join(src, p), 'utf8')))
  expect(others).toEqual([])
})

it('puts HTML into the page through one door', () => {
  const raw = files.filter((p) => p !== 'lib/html.ts' && /\{@html (?!fromServer\()|innerHTML|insertAdjacentHTML/.test(readFileSync(join(src, p), 'utf8')))
  expect(raw).toEqual([])
})
