const space = ' xmlns="http://www.w3.org/1999/xhtml"'

/** The mark-up of a text an author edits. It goes to the server, which cleans
 * it, before it is shown to anybody else. */
export function markupOf(edited: Element): string {
  const writer = new XMLSerializer()
  return [...edited.childNodes].map((n) => writer.serializeToString(n)).join('').replaceAll(space, '')
}
