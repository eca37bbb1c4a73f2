// The server's side of quizzes. Correct answers exist only in a Result.
import { call } from '../lib/http'
import type { Post } from '../offline/outbox'

export type State = 'open' | 'submitted' | 'expired' | string

export type Purpose = 'practice' | 'test' | 'pre' | 'post' | 'survey' | string
export type Release = 'at-once' | 'after-close' | 'by-hand' | 'never' | string
export type Outcome = 'ongoing' | 'in-time' | 'late' | 'timed-out' | 'interrupted' | 'absent' | 'not-started' | string

/** points, percent and passed are null while open, waiting for a marker or withheld. */
export interface AttemptLine {
  id: string
  number: number
  state: State
  outcome: Outcome
  pending: boolean
  withheld: boolean
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
  kind: Purpose
  anonymous: boolean
  opens_at: string | null
  closes_at: string | null
  remedial_opens_at: string | null
  remedial_closes_at: string | null
  duration_seconds: number
  pass_percent: number
  attempt_cap: number
  delay_seconds: number
  sections: { name: string; pass_percent: number }[]
  negative_percent: number
  needs_code: boolean
  from_networks: boolean
  one_session: boolean
  focus_log: boolean
  late_seconds: number
  release_score: Release
  standing: Outcome
  server_now: string
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
  content?: Record<string, unknown>
  points: number
  section?: string
  checked?: boolean
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
  kind: Purpose
  number: number
  state: State
  late_seconds: number
  focus_log: boolean
  held: boolean
  sections: string[]
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
  kind: Purpose
  number: number
  state: State
  outcome: Outcome
  started_at: string
  closed_at: string
  shown: { score: boolean; answers: boolean; explanations: boolean }
  pending: number
  release: Release
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
  regraded: RegradeNote[]
  items: {
    no: number
    kind: string
    stem_html: string
    options: (Option & { correct: boolean | null; chosen: boolean })[]
    content?: Record<string, unknown>
    chosen: string[]
    answered: boolean
    voided: boolean
    section?: string
    points: number | null
    max_points: number
    correct: boolean | null
    pending: boolean
    right?: string[]
    key?: Record<string, unknown>
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
