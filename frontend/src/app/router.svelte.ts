// Addresses inside the app. The table is routes.json, which the server reads
// too: it writes the page, title and preloads of each address. The management's
// addresses (admin-routes.json) come with manage.ts, which no learner downloads;
// until then a link to one is an ordinary link.
import type { Component } from 'svelte'
import { useNavigator } from '../lib/navigate'
import { lang } from '../lib/text'
import table from './routes.json'

export interface Route {
  path: string
  page: string
  id: string
  en: string
}

export type Params = Record<string, string>
export type Page = Component<{ params: Params }>

export interface Place {
  path: string
  route: Route | null
  params: Params
  visit: number // counts arrivals: the same address twice is two visits
  y: number // where to scroll to
}

type Loader = () => Promise<{ default: Page }>

const routes: Route[] = [...table]
const pages: Record<string, Loader> = import.meta.glob<{ default: Page }>('/src/*/pages/learner-*.svelte')

class Router {
  place = $state.raw<Place>(find(location.pathname))
}

export const router = new Router()

/** Adds the management's pages. */
export function addPages(more: { routes: Route[]; pages: Record<string, Loader> }): void {
  routes.push(...more.routes)
  Object.assign(pages, more.pages)
  router.place = find(location.pathname)
}

/** What an address of the app means; route is null for one that is not. */
export function find(path: string): Place {
  for (const route of routes) {
    const params = match(route.path, path)
    if (params) return { path, route, params, visit: 0, y: 0 }
  }
  return { path, route: null, params: {}, visit: 0, y: 0 }
}

function match(pattern: string, path: string): Params | null {
  const want = pattern.split('/')
  const have = path.split('/')
  if (want.length !== have.length) return null
  const params: Params = {}
  for (const [i, part] of want.entries()) {
    const value = have[i] ?? ''
    if (!part.startsWith('{')) {
      if (part !== value) return null
    } else if (value) params[part.slice(1, -1)] = decodeURIComponent(value)
    else return null
  }
  return params
}

/** The heading that stands while a page is on its way. */
export function titleOf(route: Route): string {
  return lang() === 'en' ? route.en : route.id
}

/** The page's code. A version that is gone from the server is fetched anew by
 * loading the whole page once. */
export async function pageOf(route: Route): Promise<Page> {
  const loading = pages[`/src/${route.page}.svelte`]
  if (!loading) throw new Error(`no page ${route.page}`)
  return (await loading()).default
}

/** Takes over links, the back button and navigate.ts. */
export function startRouter(): void {
  history.scrollRestoration = 'manual'
  useNavigator(go)
  // A link to a place of this page comes here too, without a state: the page
  // stays, with what was typed. Every page that was left has one (go).
  window.addEventListener('popstate', (event) => event.state && arrive((event.state as { y: number }).y))
  document.addEventListener('click', (event) => {
    const link = (event.target as Element | null)?.closest?.('a')
    if (!link || event.defaultPrevented || event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return
    if (link.target || link.hasAttribute('download') || link.getAttribute('href')?.startsWith('#')) return
    const url = new URL(link.href)
    if (url.origin !== location.origin || !find(url.pathname).route) return
    event.preventDefault()
    go(url.pathname + url.search)
  })
}

function go(address: string, options: { replace?: boolean } = {}): void {
  const url = new URL(address, location.href)
  if (url.origin !== location.origin || !find(url.pathname).route) return location.assign(address)
  history.replaceState({ y: scrollY }, '')
  history[options.replace ? 'replaceState' : 'pushState']({ y: 0 }, '', url)
  arrive(0)
}

function arrive(y: number): void {
  router.place = { ...find(location.pathname), visit: router.place.visit + 1, y }
}
