// The server's side of marking. Nothing here says whose answer it is.
import { call, callForFile } from '../lib/http'

export interface Waiting {
  lesson_id: string
  title: string
  course_title: string
  markers: number
  tolerance_percent: number
  waiting: number
  disputed: number
  in_hand: number
  done: number
  held: number
  can_mark: number
  can_moderate: number
  days_waiting: number
}

export interface Given {
  no: number
  levels: Record<string, string>
  note?: string
}

export interface Level {
  id: string
  title: string
  points: number
}

export interface Criterion {
  id: string
  title: string
  levels: Level[]
}

export interface Marked {
  place: string
  levels: Record<string, string>
  points: number
  note: string
}

/** A file of the answer by its place: neither its name nor its owner is told. */
export interface SheetFile {
  place: number
  content_type: string
  bytes: number
}

export interface SheetItem {
  no: number
  kind: string
  stem_html: string
  answer: string
  files: SheetFile[]
  guide_html: string
  max_points: number
  rubric: Criterion[]
  draft: Given | null
  before: Marked[]
}

export interface Sheet {
  id: string
  lesson_id: string
  title: string
  moderation: boolean
  leased_until: string
  server_now: string
  seq: number
  items: SheetItem[]
}

export interface Saved {
  seq: number
  saved_at: string
  stale: boolean
  leased_until: string
}

export interface Finished {
  state: 'marking' | 'moderation' | 'done'
  away_times: number
  away_seconds: number
}

export const readQueue = () => call<{ quizzes: Waiting[] }>('GET', '/api/marking/queue')
export const setPlan = (lesson: string, markers: number, tolerance_percent: number) => call<void>('PUT', `/api/marking/lessons/${lesson}/plan`, { body: { markers, tolerance_percent } })
export const nextSheet = (lesson: string, moderation: boolean) => call<Sheet>('POST', `/api/marking/lessons/${lesson}/next`, { body: { moderation } })
export const saveDraft = (sheet: string, seq: number, items: Given[]) => call<Saved>('PUT', `/api/marking/sheets/${sheet}/draft`, { body: { seq, items } })
export const finishSheet = (sheet: string, items: Given[]) => call<Finished>('POST', `/api/marking/sheets/${sheet}/finish`, { body: { items } })
export const readFile = (sheet: string, no: number, place: number) => callForFile(`/api/marking/sheets/${sheet}/items/${no}/files/${place}`)
export const giveBack = (sheet: string) => call<void>('POST', `/api/marking/sheets/${sheet}/give-back`)
