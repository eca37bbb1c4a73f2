// The management's pages and its menu: a part of the app that only addresses
// under /admin/ load.
import table from './admin-routes.json'
import { mark, onPlace } from './frame'
import type { Page, Route } from './router.svelte'

export const routes: Route[] = table
export const pages = import.meta.glob<{ default: Page }>('/src/*/pages/admin-*.svelte')

// The server wrote the menu in groups; the group of the present page is open.
onPlace((path) => {
  for (const group of document.querySelectorAll<HTMLElement>('.admin-nav [data-group]')) {
    const here = [...group.querySelectorAll('a')].some((a) => `${path}/`.startsWith(`${a.pathname}/`))
    group.hidden = !here
    const heading = document.querySelector<HTMLAnchorElement>(`.admin-nav [data-opens="${group.dataset.group}"]`)
    if (heading) mark(heading, here && 'true')
  }
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.admin-nav [data-group] a')) mark(link, link.pathname === path && 'page')
  // on phones the menu is wider than the screen
  for (const here of document.querySelectorAll('.admin-nav [aria-current]')) here.scrollIntoView({ block: 'nearest', inline: 'center' })
})
