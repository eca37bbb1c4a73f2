// Saving a file that needs the access token: fetched, then given to the browser.
import { callForFile, type Call, type PathOf } from './http'

export async function download(path: PathOf<'GET'>, name: string, query?: Call['query']): Promise<void> {
  saveAs(await callForFile(path, query), name)
}

export function saveAs(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  document.body.append(link)
  link.click()
  link.remove()
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000)
}

/** A CSV that spreadsheets open without running anything: cells that look like
 * formulas get an apostrophe; the byte order mark tells the encoding. */
export function csv(rows: (string | number)[][]): Blob {
  const cell = (value: string | number) => {
    const text = String(value)
    const safe = /^[=+\-@\t\r]/.test(text) ? "'" + text : text
    return /[";\n\r]/.test(safe) ? '"' + safe.replace(/"/g, '""') + '"' : safe
  }
  return new Blob(['\ufeff' + rows.map((r) => r.map(cell).join(';')).join('\r\n') + '\r\n'], { type: 'text/csv' })
}
