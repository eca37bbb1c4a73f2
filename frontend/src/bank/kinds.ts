// What a fresh question of each kind holds: what a learner may see, and apart
// from it what is right. Their form is the server's word: bank/kinds/doc.go.
import type { Json } from './api'

export const kinds = ['single', 'multiple', 'truefalse', 'matching', 'ordering', 'categorise', 'shorttext', 'numeric', 'cloze', 'hotspot', 'case', 'essay', 'file'] as const
export type Kind = (typeof kinds)[number]

/** Grading policies of a kind, its default first (bank/kinds). */
export const policies: Record<string, string[]> = {
  single: ['all-or-nothing', 'weighted'],
  multiple: ['all-or-nothing', 'per-option', 'penalty', 'weighted'],
  matching: ['per-part', 'all-or-nothing', 'penalty'],
  categorise: ['per-part', 'all-or-nothing', 'penalty'],
  ordering: ['exact', 'adjacent', 'positions'],
  cloze: ['per-part', 'all-or-nothing', 'penalty'],
  hotspot: ['per-part', 'all-or-nothing', 'penalty'],
  case: ['per-part', 'all-or-nothing'],
}

/** Kinds that may stand in a case. */
export const inCase = kinds.filter((k) => k !== 'case' && k !== 'essay' && k !== 'file')

const letters = 'abcdefghijklmnopqrstuvwxyz234567'

/** 10 characters at random: says nothing of place or rightness. */
export function newId(): string {
  return [...crypto.getRandomValues(new Uint8Array(10))].map((n) => letters[n % 32]).join('')
}

export const option = (html = '') => ({ id: newId(), html })

export function fresh(kind: string, yes = 'Benar', no = 'Salah'): { content: Json; key: Json } {
  switch (kind) {
    case 'truefalse': {
      const options = [option(yes), option(no)]
      return { content: { options }, key: { correct: [options[0]?.id] } }
    }
    case 'matching': {
      const left = [option(), option()]
      const right = [option(), option()]
      return { content: { left, right }, key: { pairs: Object.fromEntries(left.map((l, i) => [l.id, right[i]?.id])) } }
    }
    case 'categorise':
      return { content: { categories: [option(), option()], items: [option(), option()] }, key: { of: {} } }
    case 'ordering': {
      const items = [option(), option(), option()]
      return { content: { items }, key: { order: items.map((i) => i.id) } }
    }
    case 'shorttext':
      return { content: {}, key: { accepted: [{ text: '' }] } }
    case 'numeric':
      return { content: {}, key: { accepted: [{}] } }
    case 'cloze':
      return { content: { html: '', gaps: [] }, key: { gaps: {} } }
    case 'hotspot':
      return { content: { image: { src: '', alt: '', width: 0, height: 0 } }, key: { regions: [] } }
    case 'case':
      return { content: { items: [] }, key: { items: {} } }
    case 'essay':
    case 'file':
      return { content: {}, key: { rubric: [] } }
  }
  return { content: { options: [option(), option(), option(), option()] }, key: { correct: [] } }
}
