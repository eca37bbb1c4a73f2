// The server's side of quizzes. Correct answers exist only in a Result.
import { call } from '../lib/http'
import type { Post } from '../offline/outbox'

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

/** An own attempt that was graded anew, and why. */
export interface RegradeNote {
  regrade_id: string
  number: number
  at: string
  reason: string
  change: 'key' | 'void' | string
  outcome: '' | 'passes' | 'fails' | string
  old_points: number
  new_points: number
  max_points: number
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
  regraded: RegradeNote[]
}

export type ItemKind = 'single' | 'multiple' | 'truefalse'

export interface Option {
  id: string
  html: string
}

export interface AttemptItem {
  no: number
  kind: ItemKind | string
  stem_html: string
  options: Option[]
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
  number: number
  state: State
  started_at: string
  closed_at: string
  points: number
  max_points: number
  percent: number
  pass_percent: number
  passed: boolean
  attempts_left: number | null
  course_completed: boolean
  next_lesson_id: string | null
  regraded: RegradeNote[]
  items: {
    no: number
    kind: string
    stem_html: string
    options: (Option & { correct: boolean; chosen: boolean })[]
    correct: boolean
    answered: boolean
    voided: boolean
    explanation_html: string
  }[]
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
