// @vitest-environment node
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'

const top = join(import.meta.dirname, '../../..')
const rootOf = (path: string) => /:root\{([^}]*)\}/.exec(readFileSync(join(top, path), 'utf8'))?.[1]

it('gives the app and the pages without script the same colours', () => {
  expect(rootOf('frontend/shell.css')).toBeTruthy()
  expect(rootOf('frontend/shell.css')).toBe(rootOf('internal/page/page.css'))
})
