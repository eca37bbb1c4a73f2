// The server's side of an anonymous survey, for whoever fills it in.
import type { components } from '../lib/api.gen'
import { call } from '../lib/http'
import type { Option } from './api'
import type { Content } from './kinds/shared'

type S = components['schemas']
/** Where a survey leads once it is handed in. */
export type SurveyEnd = Omit<S['QuizSurveyEnd'], 'next_lesson_id'> & { next_lesson_id: string | null }
export interface SurveyItem {
  version_id: string
  kind: string
  stem_html: string
  options: Option[]
  content?: Content
  section?: string
}
export type SurveySheet = Omit<S['QuizSurveySheet'], 'items' | 'opens_at' | 'closes_at' | 'next_lesson_id'> &
  SurveyEnd & { items: SurveyItem[]; opens_at: string | null; closes_at: string | null }
export interface SurveyAnswer {
  version_id: string
  chosen: string[]
}

export const readSurvey = (lesson: string) => call<SurveySheet>('GET', `/api/quiz/lessons/${lesson}/survey`)
export const sendSurvey = (lesson: string, answers: SurveyAnswer[]) => call<SurveyEnd>('POST', `/api/quiz/lessons/${lesson}/survey`, { body: { answers } })
