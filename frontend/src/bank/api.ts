// The server's side of the question bank. Its answers hold keys: they are for
// authors, and nothing of them is kept on the device but an author's own
// unsaved writing, in its tab.
import { call } from '../lib/http'

export type State = 'draft' | 'reviewed' | 'retired'
// eslint-disable-next-line @typescript-eslint/no-explicit-any
export type Json = Record<string, any>

export interface Line {
  id: string
  name: string
  category_id: string | null
  category: string
  state: State
  shared: boolean
  mine: boolean
  changed_at: string
  kind: string
  no: number
  reviewed_no: number
  words: string
  tags: Record<string, string>
  writer: string
  course: string
  twin: boolean
}

export interface Writing {
  name: string
  category_id: string | null
  shared: boolean
  kind: string
  stem_html: string
  content: Json
  key: Json
  explanation_html: string
  tags: Record<string, string>
  points: number
  note: string
}

export interface Question {
  id: string
  name: string
  category_id: string | null
  state: State
  shared: boolean
  mine: boolean
  of_course: boolean
  course: string
  no: number
  reviewed_no: number
  may_review: boolean
  may_write: boolean
  version: Omit<Writing, 'name' | 'category_id' | 'shared'> & { no: number; writer: string; created_at: string; voided: boolean }
  versions: { no: number; note: string; writer: string; created_at: string }[]
  events: { act: string; version_no: number | null; note: string; at: string; who: string }[]
}

export interface Category {
  id: string
  parent_id: string | null
  name: string
  mine: boolean
  questions: number
  reviewed: number
}

export interface Alike {
  id: string
  name: string
  state: State
  words: string
  same: boolean
  share: number
}

type Query = Record<string, string | number | boolean | undefined>

export const readQuestions = (query: Query) => call<{ questions: Line[]; next_cursor: string }>('GET', '/api/bank/questions', { query })
export const readQuestion = (id: string, no = 0) => call<Question>('GET', `/api/bank/questions/${id}`, { query: { no: no || undefined } })
export const createQuestion = (body: Writing) => call<Question>('POST', '/api/bank/questions', { body })
export const saveQuestion = (id: string, no: number, body: Writing) => call<Question>('PUT', `/api/bank/questions/${id}`, { body: { no, ...body } })
export const review = (id: string, no: number, note: string) => call<Question>('POST', `/api/bank/questions/${id}/review`, { body: { no, note } })
export const giveBack = (id: string, no: number, note: string) => call<Question>('POST', `/api/bank/questions/${id}/return`, { body: { no, note } })
export const retire = (id: string, note: string) => call<Question>('POST', `/api/bank/questions/${id}/retire`, { body: { note } })
export const restore = (id: string, note: string) => call<Question>('POST', `/api/bank/questions/${id}/restore`, { body: { note } })
export const readSimilar = (id: string | null, w: Writing) =>
  call<{ questions: Alike[] }>('POST', '/api/bank/similar', { body: { id: id ?? undefined, kind: w.kind, stem_html: w.stem_html, content: w.content } })
export const readCategories = () => call<{ categories: Category[] }>('GET', '/api/bank/categories')
export const addCategory = (parent_id: string | null, name: string) => call<{ id: string }>('POST', '/api/bank/categories', { body: { parent_id: parent_id ?? undefined, name } })
export const renameCategory = (id: string, name: string) => call<void>('PUT', `/api/bank/categories/${id}`, { body: { name } })
export const removeCategory = (id: string) => call<void>('DELETE', `/api/bank/categories/${id}`)
export const readSupplies = (id: string) => call<{ supplies: { objective: string; difficulty: string; count: number; opinions: number }[] }>('GET', `/api/bank/categories/${id}/supplies`)

export interface Upload {
  file_id: string
  url: string
  type: string
  width: number
  height: number
}

/** Stores a picture, sound or film for a question. */
export const uploadFile = (file: File) =>
  call<Upload>('POST', '/api/bank/files', { query: { file_name: file.name }, raw: new Blob([file], { type: 'application/octet-stream' }), timeout: 120_000 })

export interface Remark {
  line: number
  file?: string
  question?: string
  code: string
  severity: 'file' | 'refused' | 'kept' | 'altered'
  id: string
  en: string
}

export interface Import {
  id?: string
  digest: string
  format: string
  file_name: string
  counts: { read: number; new: number; same: number; refused: number; kept: number; altered: number }
  questions: { line: number; name: string; kind: string; category: string[]; stem: string; verdict: 'new' | 'same' }[]
  problems: Remark[]
}

/** Previews a file; with the preview's digest, makes drafts of its questions. */
export const importFile = (file: File, format: string, category_id: string, apply = '') =>
  call<Import>('POST', '/api/bank/imports', { query: { file_name: file.name, format, category_id, apply }, raw: new Blob([file], { type: 'application/octet-stream' }), timeout: 300_000 })
export const exportReport = (format: string, category_id: string) =>
  call<{ written: number; problems: Remark[] }>('GET', '/api/bank/export/report', { query: { format, category_id }, timeout: 300_000 })
