// @vitest-environment node
import { readFileSync, readdirSync } from 'node:fs'
import { parse } from 'gift-pegjs'
import { expect, test } from 'vitest'

// A second reader of GIFT (gift-pegjs, MIT) as a witness of ours: what both
// read, they read alike. Where it differs it is named here, with the reason.

const root = '../bank/gift/testdata/' // vitest runs in frontend/

interface Option {
  text: { source: string }
  weight?: number
}
interface Question {
  kind: string
  name?: string
  truth?: boolean
  options?: Option[]
  accepted?: { text: string }[]
  pairs?: unknown[]
}
interface Witnessed {
  type: string
  title: string | null
  isTrue?: boolean
  choices?: { isCorrect: boolean; weight: number | null; text: { text: string } }[] | { text: { text: string } }[]
  matchPairs?: unknown[]
}

const kinds: Record<string, string[]> = {
  MC: ['single', 'multiple'],
  TF: ['truefalse'],
  Short: ['shorttext'],
  Numerical: ['numeric'],
  Matching: ['matching', 'categorise'],
  Essay: ['essay'],
}

// The witness does not read these although Moodle does: a bare ":" in a text,
// comments between the lines of a question, "*" with feedback and "~#feedback"
// inside a number, decimal commas, exponents.
const unread = ['Satu', 'Dua', 'Rentang berbobot', 'Salah legal', 'Koma', 'Ilmiah', 'Format']
// It has no word for the ordering question, and takes a reversed range.
const otherwise = ['Urutan', 'Terbalik']

const files = readdirSync(root + 'corpus/').filter((f) => !f.startsWith('utf-16') && !f.startsWith('windows'))

test.each(files)('%s is read as the witness reads it', (file) => {
  const golden = JSON.parse(readFileSync(`${root}golden/${file}.json`, 'utf8')) as { questions: Question[] | null }
  const ours = new Map((golden.questions ?? []).map((q) => [q.name, q]))
  const text = readFileSync(`${root}corpus/${file}`, 'utf8').replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')
  const seen: (string | undefined)[] = []
  for (const chunk of text.split(/\n[ \t]*\n/)) {
    let read: Witnessed[] = []
    try {
      read = parse(chunk + '\n') as unknown as Witnessed[]
    } catch {
      continue
    }
    for (const w of read) {
      const name = w.title ?? undefined
      if (!(w.type in kinds) || otherwise.includes(name ?? '')) continue
      seen.push(name)
      const q = ours.get(name)
      expect(q, `${name} is not read by us`).toBeDefined()
      expect(kinds[w.type]).toContain(q!.kind)
      if (w.type === 'TF') expect(q!.truth ?? false).toBe(w.isTrue)
      if (w.type === 'Matching') expect(q!.pairs!.length).toBeGreaterThanOrEqual(w.matchPairs!.length - 1)
      if (w.type !== 'MC') continue
      const choices = w.choices as { isCorrect: boolean; weight: number | null; text: { text: string } }[]
      expect(q!.options!.map((o) => o.text.source)).toEqual(choices.map((c) => c.text.text.trim()))
      expect(q!.options!.map((o) => (o.weight ?? 0) > 0)).toEqual(choices.map((c) => c.isCorrect || (c.weight ?? 0) > 0))
    }
  }
  const missed = [...ours.keys()].filter((name) => !seen.includes(name) && !otherwise.includes(name ?? ''))
  for (const name of missed) expect(unread, `${name} is read by us alone`).toContain(name)
})
