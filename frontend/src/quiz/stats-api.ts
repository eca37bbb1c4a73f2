// The server's side of item statistics and of grading anew.
import type { components } from '../lib/api.gen'
import { fromServer } from '../lib/html'
import { call } from '../lib/http'

type S = components['schemas']
export type TestFigures = S['ItemstatsTestStats']
export type Analysis = Omit<S['QuizAnalysis'], 'test'> & { test: TestFigures | null }
export type Item = Omit<S['QuizItemAnalysis'], 'open_regrade'> & { open_regrade: string | null }
export type Regrade = S['QuizRegrade']
export type Line = S['QuizRegradeLine']
export type Preview = S['QuizPreview']
export type Flagged = S['QuizFlaggedItem']
export type Correctable = S['QuizKeyToCorrect']
export interface RegradePage {
  regrade: Regrade
  preview: Preview | null
  lines: Line[]
}

const regrades = '/api/quiz/regrades'
export const listAnalyses = () => call<{ quizzes: Analysis[] }>('GET', '/api/quiz/statistics')
export const readAnalysis = (quiz: string) => call<{ quiz: Analysis; items: Item[] }>('GET', `/api/quiz/statistics/${quiz}`)
export const listFlagged = () => call<{ items: Flagged[] }>('GET', '/api/quiz/flagged')
export const readKey = (version: string) => call<Correctable>('GET', `/api/quiz/keys/${version}`)
export const listRegrades = () => call<{ regrades: Regrade[] }>('GET', regrades)
export const readRegrade = (id: string) => call<RegradePage>('GET', `${regrades}/${id}`)
export const propose = (body: { version_id: string; change: 'key' | 'void'; key?: Record<string, unknown>; reason: string }) =>
  call<RegradePage>('POST', regrades, { body })
export const approveRegrade = (id: string, body: { policy: 'raise_only' | 'both_ways'; seen: string; note: string }) =>
  call<RegradePage>('POST', `${regrades}/${id}/approve`, { body })
export const refuseRegrade = (id: string, note: string) => call<RegradePage>('POST', `${regrades}/${id}/refuse`, { body: { note } })
export const withdrawRegrade = (id: string) => call<RegradePage>('POST', `${regrades}/${id}/withdraw`)

/** The words of a question without its marks, for tables and headings. A
 * document parsed on its own is never part of a page: nothing in it runs or loads. */
export function words(html: string): string {
  return new DOMParser().parseFromString(fromServer(html), 'text/html').body.textContent?.trim() ?? ''
}
