// The frame around the app (masthead, menus) is HTML from the server. Here it
// only learns where the person is.

/** Marks the present place in the menus and gives it the room it needs: while
 * somebody answers questions there is no menu. */
export function markPlace(path: string): void {
  const admin = path.startsWith('/admin/')
  document.body.className = path.startsWith('/ujian/') ? 'exam' : admin ? 'admin' : ''
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.nav a, .admin-nav a')) current(link, link.pathname === path && 'page')
  const manage = document.querySelector<HTMLAnchorElement>('.manage')
  if (manage) current(manage, admin && 'true')
  document.querySelector<HTMLElement>('.admin-nav')?.toggleAttribute('hidden', !admin)
  const here = document.querySelector('.admin-nav [aria-current]') // on phones the menu is wider than the screen
  if (admin) here?.scrollIntoView({ block: 'nearest', inline: 'center' })
}

function current(link: Element, is: string | false): void {
  if (is) link.setAttribute('aria-current', is)
  else link.removeAttribute('aria-current')
}
