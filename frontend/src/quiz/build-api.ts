// The server's side of building quizzes and setting their rules.
import { call } from '../lib/http'

export interface Part {
  pool?: string
  category_id?: string
  objective?: string
  difficulty?: string
  count: number
  section?: string
  form?: string
  points?: number
}

export interface Rules {
  kind: string
  anonymous: boolean
  pair: string
  opens_at: string | null
  closes_at: string | null
  remedial_opens_at: string | null
  remedial_closes_at: string | null
  duration_seconds: number
  attempt_cap: number
  delay_seconds: number
  pass_percent: number
  sections: { name: string; pass_percent: number }[]
  negative_percent: number
  access_code: string
  networks: string[]
  one_session: boolean
  focus_log: boolean
  late_seconds: number
  release_score: string
  release_answers: string
  release_explanations: string
  draw: Part[]
}

export interface Plan {
  title: string
  instructions_html: string
  organiser: string
  jp: number
  siasn_path: number
  rules: Rules
}

export interface DraftQuiz {
  id: string
  no: number
  lesson_id: string | null
  changed_at: string
  plan: Plan
  available: number[]
  problems: { pointer: string; code: string; id: string; en: string }[]
}

export interface Built {
  draft_id: string | null
  lesson_id: string | null
  title: string
  course_code: string
  course: string
  kind: string
  questions: number
  opens_at: string | null
  closes_at: string | null
  changed_at: string
  writer: string
}

export interface RulesOf {
  lesson_id: string
  quiz_id: string
  title: string
  no: number
  rules: Rules
  available: number[]
  released_at: string | null
}

export const readBuilt = (q: string) => call<{ quizzes: Built[] }>('GET', '/api/quiz/built', { query: { q } })
export const newDraft = (body: Plan) => call<DraftQuiz>('POST', '/api/quiz/drafts', { body })
export const readDraft = (id: string) => call<DraftQuiz>('GET', `/api/quiz/drafts/${id}`)
export const setDraft = (id: string, no: number, plan: Plan) => call<DraftQuiz>('PUT', `/api/quiz/drafts/${id}`, { body: { no, plan } })
export const removeDraft = (id: string) => call<void>('DELETE', `/api/quiz/drafts/${id}`)
export const publishDraft = (id: string, no: number) => call<{ course_code: string; lesson_id: string }>('POST', `/api/quiz/drafts/${id}/publish`, { body: { no } })
export const readRules = (lesson_id: string) => call<RulesOf>('GET', `/api/quiz/lessons/${lesson_id}/rules`)
export const setRules = (lesson_id: string, no: number, rules: Rules) => call<RulesOf>('PUT', `/api/quiz/lessons/${lesson_id}/rules`, { body: { no, rules } })
export const release = (lesson_id: string) => call<{ released_at: string }>('POST', `/api/quiz/lessons/${lesson_id}/release`)

export function freshPlan(title: string): Plan {
  return {
    title, instructions_html: '', organiser: '', jp: 0, siasn_path: 16,
    rules: {
      kind: 'test', anonymous: false, pair: '', opens_at: null, closes_at: null, remedial_opens_at: null, remedial_closes_at: null, duration_seconds: 1800, attempt_cap: 3,
      delay_seconds: 0, pass_percent: 70, sections: [], negative_percent: 0, access_code: '', networks: [], one_session: false, focus_log: false, late_seconds: 0,
      release_score: 'at-once', release_answers: 'at-once', release_explanations: 'at-once', draw: [{ count: 5 }],
    },
  }
}
