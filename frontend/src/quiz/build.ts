import { texts } from '../lib/text'
import indonesian from './build.id.json'

export const t = texts('quiz/build', indonesian)

/** The id of the field that a pointer of the server names. Networks are one
 * field, whichever of them is meant. */
export const idOf = (pointer: string) => 'f' + pointer.replace(/^(\/rules\/networks)\/\d+$/, '$1').replaceAll('/', '-')

/** A moment for an input of the device's time, and back. */
export function local(at: string | null): string {
  if (!at) return ''
  const d = new Date(at)
  return new Date(d.getTime() - d.getTimezoneOffset() * 60_000).toISOString().slice(0, 16)
}
export const moment = (text: string) => (text ? new Date(text).toISOString() : null)
