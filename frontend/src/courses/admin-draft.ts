// A mandate on its way, as it stands in the address: which question is asked,
// and what has been answered so far.
import { address } from '../lib/http'
import { daysUntil } from '../lib/format'
import { t } from './admin'
import type { Mandate } from './api'

export interface Draft {
  course_id: string
  unit_id: string
  due_on: string
  note: string
}

export const steps = 4

export function draftIn(query: string): Draft {
  const q = new URLSearchParams(query)
  const read = (name: string) => q.get(name) ?? ''
  return { course_id: read('kursus'), unit_id: read('unit'), due_on: read('batas'), note: read('catatan') }
}

/** The question to ask: the one wanted, or the first before it that has no answer. */
export function stepOf(wanted: number, draft: Draft): number {
  const answered = [draft.course_id, draft.unit_id, draft.due_on].findIndex((a) => !a)
  const furthest = answered < 0 ? steps : answered + 1
  return Math.max(1, Math.min(Number.isInteger(wanted) ? wanted : 1, furthest))
}

export function queryOf(step: number, draft: Draft): Record<string, string> {
  return { langkah: String(step), kursus: draft.course_id, unit: draft.unit_id, batas: draft.due_on, catatan: draft.note }
}

export const addressOf = (step: number, draft: Draft): string => address('/admin/penugasan', queryOf(step, draft))

/** What is wrong with the answer to a question, or "". */
export function problemIn(step: number, draft: Draft, now = new Date()): string {
  if (step === 1) return draft.course_id ? '' : t('need_course')
  if (step === 2) return draft.unit_id ? '' : t('need_unit')
  if (!/^\d{4}-\d\d-\d\d$/.test(draft.due_on)) return t('need_due')
  return daysUntil(draft.due_on, now) < 0 ? t('need_future') : ''
}

let made: Mandate | null = null

/** Hands a new mandate to the list, which says so once. */
export function tellMade(mandate: Mandate): void {
  made = mandate
}

export function justMade(): Mandate | null {
  const mandate = made
  made = null
  return mandate
}
