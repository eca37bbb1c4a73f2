import { fromServer } from '../lib/html'

const space = ' xmlns="http://www.w3.org/1999/xhtml"'

/** The mark-up of a text an author edits. It goes to the server, which cleans
 * it, before it is shown to anybody else. */
export function markupOf(edited: Element): string {
  const writer = new XMLSerializer()
  return [...edited.childNodes].map((n) => writer.serializeToString(n)).join('').replaceAll(space, '')
}

/** The words of a text, pictures and sounds as what is said of them. A document
 * parsed on its own is never part of a page: nothing in it runs or loads. */
export function wordsOf(html: string): string {
  const page = new DOMParser().parseFromString(fromServer(html), 'text/html')
  for (const media of page.querySelectorAll('img, audio, video')) media.replaceWith(` ${media.getAttribute('alt') ?? media.getAttribute('aria-label') ?? media.getAttribute('title') ?? ''} `)
  return (page.body.textContent ?? '').replace(/\s+/g, ' ').trim()
}
