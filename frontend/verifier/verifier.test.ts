// @vitest-environment node
// The committed script of the offline page is the one these sources give.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { build } from 'vite'
import { expect, it } from 'vitest'
import { openClaim, openList, split, statusOf } from './check'

it('is built and committed', async () => {
  const made = await build({ configFile: join(import.meta.dirname, 'vite.config.ts'), logLevel: 'silent', build: { write: false } })
  const output = (Array.isArray(made) ? made[0] : made) as { output: { code: string }[] }
  const committed = readFileSync(join(import.meta.dirname, '../../certificates/offline/verifier.js'), 'utf8')
  expect(output.output[0]?.code === committed, 'run npm run verifier').toBe(true)
}, 30_000)

it('takes a claim from what people paste', () => {
  const id = 'abcdefghijklmnopqrstuvwxyz234567'
  expect(split(`https://a.go.id/s/${id}#abc234`)).toEqual({ claim: 'ABC234', address: id })
  expect(split(` ABC\n234 `)).toEqual({ claim: 'ABC234', address: '' })
  expect(split(`https://a.go.id/s/${id}`)).toEqual({ claim: '', address: id })
})

it('accepts nothing without a key', () => {
  for (const text of ['', 'A', 'AE' + 'A'.repeat(300), '0189', 'AH'.repeat(100)]) expect(openClaim(text, {})).toBeNull()
  expect(openList(new Uint8Array(200), {})).toBeNull()
  expect(statusOf({ issued: new Date(), entries: new Uint8Array(0) }, 'x')).toBeNull()
})
