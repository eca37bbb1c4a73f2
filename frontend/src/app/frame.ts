// The frame around the app (masthead, menus) is HTML from the server. Here it
// only learns where the person is.

let more: (path: string) => void = () => undefined

/** Somebody else who wants to know where the person is: the management's menu. */
export function onPlace(tell: (path: string) => void): void {
  more = tell
}

/** Marks the present place in the menus and gives it the room it needs: while
 * somebody answers questions there is no menu. */
export function markPlace(path: string): void {
  const admin = path.startsWith('/admin/')
  document.body.className = path.startsWith('/ujian/') ? 'exam' : admin ? 'admin' : ''
  for (const link of document.querySelectorAll<HTMLAnchorElement>('.nav a')) mark(link, link.pathname === path && 'page')
  const manage = document.querySelector<HTMLAnchorElement>('.manage')
  if (manage) mark(manage, admin && 'true')
  document.querySelector<HTMLElement>('.admin-nav')?.toggleAttribute('hidden', !admin)
  more(path)
}

/** Marks one link of a menu as where the person is, or not. */
export function mark(link: Element, is: string | false): void {
  if (is) link.setAttribute('aria-current', is)
  else link.removeAttribute('aria-current')
}
