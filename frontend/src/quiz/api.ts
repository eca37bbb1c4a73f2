// The server's side of quizzes. Correct answers exist only in a Result.
import { call } from '../lib/http'
import type { Post } from '../offline/outbox'
import type { Content } from './kinds/shared'

export type State = 'open' | 'submitted' | 'expired' | string

export interface AttemptLine {
  id: string
  number: number
  state: State
  started_at: string
  closed_at: string | null
  points: number | null
  max_points: number
  percent: number | null
  passed: boolean | null
}

export interface Quiz {
  quiz_id: string
  lesson_id: string
  course_code: string
  title: string
  instructions_html: string
  questions: number
  duration_seconds: number
  pass_percent: number
  attempt_cap: number
  attempts_used: number
  attempts_left: number | null
  open_attempt_id: string | null
  passed: boolean
  attempts: AttemptLine[]
}

export interface Option {
  id: string
  html: string
}

/** Single, multiple, true or false: their control is in the page; the other
 * kinds' come after it. */
export const isPlain = (item: { kind: string }) => /^(single|multiple|truefalse)$/.test(item.kind)

export interface AttemptItem {
  no: number
  kind: string
  stem_html: string
  /** Of single, multiple and truefalse; the other kinds have a content. */
  options: Option[]
  content?: Content
  chosen: string[]
  seq: number
  saved_at: string | null
}

export interface Attempt {
  id: string
  quiz_id: string
  lesson_id: string
  course_code: string
  title: string
  number: number
  state: State
  started_at: string
  deadline_at: string
  server_now: string
  seconds_left: number
  items: AttemptItem[]
}

export interface Result {
  attempt_id: string
  lesson_id: string
  course_code: string
  title: string
  kind: string
  number: number
  state: State
  outcome: string
  started_at: string
  closed_at: string
  shown: { score: boolean; answers: boolean; explanations: boolean }
  /** Items that wait for a marker. */
  pending: number
  /** When the score is shown. */
  release: string
  releases_at: string | null
  points: number | null
  max_points: number
  percent: number | null
  pass_percent: number
  passed: boolean | null
  sections: { name: string; points: number; max_points: number; passed: boolean }[]
  attempts_left: number | null
  course_completed: boolean
  next_lesson_id: string | null
  items: ResultItem[]
}

/** One closed question; what is withheld is null. */
export interface ResultItem {
  no: number
  kind: string
  stem_html: string
  options: (Option & { correct: boolean | null; chosen: boolean })[]
  content?: Content
  chosen: string[]
  answered: boolean
  section?: string
  points: number | null
  max_points: number
  correct: boolean | null
  pending: boolean
  right?: string[]
  key?: Record<string, unknown>
  parts?: { id: string; verdict: string; points: number; max_points: number }[]
  explanation_html: string
}

export const readQuiz = (lesson_id: string) => call<Quiz>('GET', `/api/quiz/lessons/${lesson_id}`)
export const startAttempt = (lesson_id: string) => call<Attempt>('POST', `/api/quiz/lessons/${lesson_id}/attempts`)
export const readAttempt = (id: string) => call<Attempt>('GET', `/api/quiz/attempts/${id}`)
export const submitAttempt = (id: string) => call<Result>('POST', `/api/quiz/attempts/${id}/submit`)
export const readResult = (id: string) => call<Result>('GET', `/api/quiz/attempts/${id}/review`)

/** An answer as the outbox sends it. */
export const answerPost = (attempt: string, no: number, seq: number, chosen: string[]): Post => ({
  group: attempt,
  slot: String(no),
  method: 'PUT',
  path: `/api/quiz/attempts/${attempt}/answers/${no}`,
  seq,
  body: { seq, chosen },
})
