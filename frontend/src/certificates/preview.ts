// Draws the pages of a PDF as pictures, with PDF.js, for browsers that show no
// PDF inside a page (every phone) and under a policy that allows no frames.
// Large, so only the designer fetches it, once its form stands. PDF.js works in
// the page itself: a sheet is two simple pages, and a worker would need a door
// of its own in the page's policy.
import { getDocument, OPS, VerbosityLevel, type PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import * as pdfjsWorker from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs'

Object.assign(globalThis, { pdfjsWorker })

export interface Page {
  picture: Blob
  width: number
  height: number
  /** What stands on the page, in the order in which it is read. */
  text: string[]
}

/** The pages, at least so many device pixels across, and never so few that
 * small print is lost, nor so many that a phone is busy with them. */
export async function pagesOf(file: Blob, across: number): Promise<Page[]> {
  const task = getDocument({ data: await file.arrayBuffer(), isEvalSupported: false, useWasm: false, verbosity: VerbosityLevel.ERRORS })
  try {
    const document = await task.promise
    const pages: Page[] = []
    for (let n = 1; n <= document.numPages; n++) pages.push(await pageOf(await document.getPage(n), across))
    return pages
  } finally {
    await task.destroy()
  }
}

async function pageOf(page: PDFPageProxy, across: number): Promise<Page> {
  const { width } = page.getViewport({ scale: 1 })
  const viewport = page.getViewport({ scale: Math.min(1.7, Math.max(1.2, across / width)) })
  const canvas = document.createElement('canvas')
  canvas.width = viewport.width
  canvas.height = viewport.height
  await page.render({ canvas, viewport }).promise
  const picture = await new Promise<Blob>((done, fail) => canvas.toBlob((b) => (b ? done(b) : fail(new Error('no picture')))))
  return { picture, width: canvas.width, height: canvas.height, text: await textOf(page) }
}

// The tagged pieces in the order of the file, which is that of reading. (The
// library's own text has a space after each letter of spaced headings, and none
// between their words.)
async function textOf(page: PDFPageProxy): Promise<string[]> {
  const { fnArray, argsArray } = await page.getOperatorList()
  const pieces: { role: string; said: string[] }[] = []
  for (const [i, fn] of fnArray.entries()) {
    const args = argsArray[i] as [unknown, unknown?] | null
    if (fn === OPS.beginMarkedContentProps) pieces.push({ role: String(args?.[0]), said: [] })
    if (fn === OPS.beginMarkedContent) pieces.push({ role: 'Artifact', said: [] })
    if (fn === OPS.showText) pieces.at(-1)?.said.push((args?.[0] as (Glyph | number)[]).map((g) => (typeof g === 'number' ? '' : g.unicode)).join(''))
  }
  return linesOf(pieces.filter((p) => p.role !== 'Artifact'))
}

interface Glyph {
  unicode: string
}

// The one table has three columns.
function linesOf(pieces: { role: string; said: string[] }[]): string[] {
  const lines: string[] = []
  let row: string[] = []
  for (const { role, said } of pieces) {
    const text = said.join(' ').trim()
    if (!/^T[HD]$/.test(role)) lines.push(text)
    else if (row.push(text) === 3) {
      lines.push(row.filter(Boolean).join(' · '))
      row = []
    }
  }
  return lines.filter(Boolean)
}
