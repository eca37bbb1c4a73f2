// Draws the pages of a PDF as pictures, with PDF.js, for browsers that show no
// PDF inside a page (every phone) and under a policy that allows no frames.
// Large, so only the designer fetches it, once its form stands. PDF.js works in
// the page itself: a sheet is two simple pages, and a worker would need a door
// of its own in the page's policy.
import { getDocument, VerbosityLevel, type PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs'
import * as pdfjsWorker from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs'

Object.assign(globalThis, { pdfjsWorker })

export interface Page {
  picture: Blob
  width: number
  height: number
  /** What stands on the page, in the order in which it is read. */
  text: string[]
}

const sharpness = 1.6 // pixels per point: 1,347 across A4 landscape

export async function pagesOf(file: Blob): Promise<Page[]> {
  const task = getDocument({ data: await file.arrayBuffer(), isEvalSupported: false, useWasm: false, verbosity: VerbosityLevel.ERRORS })
  try {
    const document = await task.promise
    const pages: Page[] = []
    for (let n = 1; n <= document.numPages; n++) pages.push(await pageOf(await document.getPage(n)))
    return pages
  } finally {
    await task.destroy()
  }
}

async function pageOf(page: PDFPageProxy): Promise<Page> {
  const viewport = page.getViewport({ scale: sharpness })
  const canvas = document.createElement('canvas')
  canvas.width = viewport.width
  canvas.height = viewport.height
  await page.render({ canvas, viewport }).promise
  const picture = await new Promise<Blob>((done, fail) => canvas.toBlob((b) => (b ? done(b) : fail(new Error('no picture')))))
  return { picture, width: canvas.width, height: canvas.height, text: await textOf(page) }
}

async function textOf(page: PDFPageProxy): Promise<string[]> {
  const { items } = await page.getTextContent()
  const lines: string[] = ['']
  for (const item of items) {
    if (!('str' in item)) continue
    lines[lines.length - 1] += item.str
    if (item.hasEOL) lines.push('')
  }
  return lines.map((l) => l.trim()).filter(Boolean)
}
