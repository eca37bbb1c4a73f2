// Codes on paper and in a table.
import { shortDate } from '../lib/format'
import type { ActivationCode } from './admin-api'
import { t } from './admin'

/** "19800101 200501 1 001": as people write it, and text to a spreadsheet,
 * which would round off the last digits of a number this long. */
export function spacedNip(nip: string): string {
  return /^\d{18}$/.test(nip) ? `${nip.slice(0, 8)} ${nip.slice(8, 14)} ${nip.slice(14, 15)} ${nip.slice(15)}` : nip
}

/** Where a code is typed, without "https://" when it is printed. */
export function activationAddress(origin: string): string {
  return `${origin}/aktivasi`
}

/** The rows for csv(), the heading first. */
export function codeRows(codes: ActivationCode[], origin: string): string[][] {
  const head = [t('csv_name'), t('csv_nip'), t('csv_unit'), t('csv_code'), t('csv_until'), t('csv_address')]
  const row = (c: ActivationCode) => [c.full_name, spacedNip(c.nip), c.unit_name, c.code, shortDate(c.expires_at), activationAddress(origin)]
  return [head, ...codes.map(row)]
}
