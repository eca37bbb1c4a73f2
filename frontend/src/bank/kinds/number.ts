import { lang } from '../../lib/text'

// "1.500" is 1500 in Indonesian, and "1,500" in English; a 0 before the sign is
// never a group of thousands
const groups = { id: /^-?[1-9]\d{0,2}(\.\d{3})+(?=$|,)/, en: /^-?[1-9]\d{0,2}(,\d{3})+(?=$|\.)/ }

/** A number as people here type it: "3,5" or "3.5"; undefined when it is none,
 * and the text itself when it cannot be read, for the server to refuse. */
export function numberOf(text: string): number | string | undefined {
  const bare = text.replace(/\s/g, '').replace('−', '-')
  const plain = bare.replace(groups[lang()], (whole) => whole.replace(/[.,]/g, '')).replace(',', '.')
  if (plain === '') return undefined
  return /^[+-]?(\d+\.?\d*|\.\d+)(e-?\d+)?$/i.test(plain) ? Number(plain) : text
}

/** How a number is shown where it may be typed. */
export function shownNumber(value: string | number | undefined): string {
  return typeof value === 'number' && lang() === 'id' ? String(value).replace('.', ',') : String(value ?? '')
}

/** Sets a member, or takes it away when it has no value. */
export function put(of: Record<string, unknown>, name: string, value: unknown): void {
  if (value === undefined || value === '' || value === false) delete of[name]
  else of[name] = value
}
