// The server's side of quizzes. Correct answers exist only in a Result.
import { call } from '../lib/http'
import type { Post } from '../offline/outbox'
import type { Content } from './kinds/shared'

export type State = 'open' | 'submitted' | 'expired' | string

export interface AttemptLine {
  id: string
  number: number
  state: State
  outcome: string
  started_at: string
  closed_at: string | null
  points: number | null
  max_points: number
  percent: number | null
  passed: boolean | null
  /** Waits for a marker. */
  pending: boolean
  /** The score is not released yet, or never. */
  withheld: boolean
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

/** The rules as a learner is told them before the start. */
export interface Conditions {
  kind: string
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
  release_score: string
}

export interface Quiz extends Conditions {
  quiz_id: string
  lesson_id: string
  course_code: string
  title: string
  instructions_html: string
  questions: number
  attempts_used: number
  attempts_left: number | null
  open_attempt_id: string | null
  passed: boolean
  standing: string
  /** A survey, and handed in. */
  answered: boolean
  server_now: string
  attempts: AttemptLine[]
  regraded: RegradeNote[]
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
  number: number
  kind: string
  state: State
  started_at: string
  deadline_at: string
  server_now: string
  seconds_left: number
  late_seconds: number
  focus_log: boolean
  /** Another device holds this attempt. */
  held: boolean
  sections: string[]
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
  sections: { name: string; points: number; max_points: number; pass_percent: number; passed: boolean }[]
  attempts_left: number | null
  course_completed: boolean
  next_lesson_id: string | null
  regraded: RegradeNote[]
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
  voided: boolean
  section?: string
  points: number | null
  max_points: number
  correct: boolean | null
  pending: boolean
  right?: string[]
  key?: Record<string, unknown>
  parts?: { id: string; verdict: string }[]
  explanation_html: string
}

export const readQuiz = (lesson_id: string) => call<Quiz>('GET', `/api/quiz/lessons/${lesson_id}`)
export const startAttempt = (lesson_id: string, code = '') => call<Attempt>('POST', `/api/quiz/lessons/${lesson_id}/attempts`, code ? { body: { code } } : {})
export const readAttempt = (id: string) => call<Attempt>('GET', `/api/quiz/attempts/${id}`)
export const submitAttempt = (id: string) => call<Result>('POST', `/api/quiz/attempts/${id}/submit`)
export const readResult = (id: string) => call<Result>('GET', `/api/quiz/attempts/${id}/review`)

/** An answer as the outbox sends it, and when it was given. */
export const answerPost = (attempt: string, no: number, seq: number, chosen: string[], elapsed: number): Post => ({
  group: attempt,
  slot: String(no),
  method: 'PUT',
  path: `/api/quiz/attempts/${attempt}/answers/${no}`,
  seq,
  body: { seq, chosen },
  elapsed,
})
