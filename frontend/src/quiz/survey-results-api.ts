// The server's side of what was said in surveys.
import type { components } from '../lib/api.gen'
import { call } from '../lib/http'
import { download } from '../lib/download'

type S = components['schemas']
export type SurveyLine = S['QuizSurveyLine']
export type SurveyFigures = Omit<S['QuizSurveyFigures'], 'mean'> & { mean: number | null }
export type SurveyResults = Omit<S['QuizSurveyResults'], 'items'> & { items: SurveyFigures[] }

export const listSurveys = () => call<{ surveys: SurveyLine[] }>('GET', '/api/quiz/surveys')
export const readSurveyResults = (lesson: string) => call<SurveyResults>('GET', `/api/quiz/lessons/${lesson}/survey-results`)
export const downloadSurvey = (lesson: string) => download(`/api/quiz/lessons/${lesson}/survey-results.xlsx`, 'survei.xlsx')
