// @vitest-environment node
// What a learner downloads before a page can be used, in bytes as they travel
// (brotli), from the built files. Run `npm run build` first.
import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'

const dist = join(import.meta.dirname, 'dist')
const KB = 1024

interface Chunk {
  file: string
  imports?: string[]
}

const built = existsSync(join(dist, '.vite/manifest.json'))
const manifest: Record<string, Chunk> = built ? JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8')) : {}
const table = (name: string): { path: string; page: string }[] => JSON.parse(readFileSync(join(import.meta.dirname, 'src/app', name), 'utf8'))

function filesOf(page: string, ...alsoWith: string[]): string[] {
  const seen = new Set<string>()
  const visit = (name: string) => {
    const chunk = manifest[name]
    if (!chunk || seen.has(name)) return
    seen.add(name)
    chunk.imports?.forEach(visit)
  }
  visit('src/app/main.ts')
  alsoWith.forEach(visit)
  visit(`src/${page}.svelte`)
  return [...seen].map((name) => manifest[name]?.file ?? '')
}

const travel = (file: string) => statSync(join(dist, file + '.br')).size
const sum = (sizes: number[]) => sizes.reduce((a, b) => a + b, 0)
const style = manifest['style.css']?.file ?? ''
const manageStyle = manifest['manage.css']?.file ?? ''
const shell = ['shell.html', 'shell.css'].map((f) => gzipSync(readFileSync(join(import.meta.dirname, f))).length)

// Answering questions needs the outbox as well. It is entered from the quiz's
// page, where four fifths of this are already there; a reload pays it whole.
const limits: Record<string, number> = { '/ujian/{attempt_id}': 27.5 * KB }

it('has a build to measure', () => expect(built, 'run npm run build').toBe(true))

describe.each(table('routes.json'))('$path', ({ path, page }) => {
  const files = filesOf(page)
  const js = sum(files.map(travel))

  it('stays within the first load of a learner', () => {
    expect(files.length).toBeGreaterThan(1)
    expect(js).toBeLessThanOrEqual(limits[path] ?? 25 * KB)
    expect(js + travel(style) + sum(shell) + 6 * KB, 'with styles, page and data').toBeLessThanOrEqual(60 * KB)
  })

  it('asks for few things', () => {
    expect(1 + 1 + files.length + 1, 'page, style, code, data').toBeLessThanOrEqual(limits[path] ? 7 : 6)
  })
})

describe.each(table('admin-routes.json'))('$path', ({ page }) => {
  it('stays within 60 KB', () => expect(sum(filesOf(page, 'src/app/manage.ts').map(travel))).toBeLessThanOrEqual(60 * KB))
})

it('keeps the styles of the management away from learners', () => {
  expect(travel(manageStyle)).toBeGreaterThan(KB)
  expect(readFileSync(join(dist, 'sw.js'), 'utf8')).not.toContain(manageStyle)
})

// Fetched by the designer when its form stands, once for every build.
it('keeps what draws the preview under 360 KB and away from learners', () => {
  const preview = manifest['src/certificates/preview.ts']?.file ?? ''
  expect(travel(preview)).toBeLessThanOrEqual(360 * KB)
  expect(readFileSync(join(dist, 'sw.js'), 'utf8')).not.toContain(preview)
})

it('keeps the styles of a learner under 10 KB', () => {
  expect(travel(style) + brotliCompressSync(readFileSync(join(import.meta.dirname, 'shell.css'))).length).toBeLessThanOrEqual(10 * KB)
})
