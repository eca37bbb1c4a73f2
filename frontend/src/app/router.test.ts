import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { find, router, startRouter } from './router.svelte'
import adminRoutes from './admin-routes.json'
import routes from './routes.json'

it('reads addresses and their parts', () => {
  expect(find('/').route?.page).toBe('app/pages/learner-home')
  expect(find('/kursus/keamanan-informasi-phishing').params).toEqual({ code: 'keamanan-informasi-phishing' })
  expect(find('/ujian/0190').params).toEqual({ attempt_id: '0190' })
  for (const none of ['/kursus/', '/kursus/a/b', '/masuk', '/s/abc', '/Katalog', '/admin']) expect(find(none).route, none).toBeNull()
})

it('has a page for every address', () => {
  for (const route of [...routes, ...adminRoutes]) expect(existsSync(join(import.meta.dirname, '..', route.page + '.svelte')), route.page).toBe(true)
})

it('stays on the page when a link leads to a place of it', () => {
  startRouter()
  const { visit } = router.place
  window.dispatchEvent(new PopStateEvent('popstate', { state: null }))
  expect(router.place.visit).toBe(visit)
  window.dispatchEvent(new PopStateEvent('popstate', { state: { y: 40 } }))
  expect([router.place.visit, router.place.y]).toEqual([visit + 1, 40])
})
