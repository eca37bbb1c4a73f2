// How a running test is going: the server's side, for those who watch it.
import { call } from '../lib/http'

export interface TestLine {
  lesson_id: string
  title: string
  course_title: string
  running: number
  taken: number
  opens_at: string | null
  closes_at: string | null
}

export type Standing = 'not-started' | 'absent' | 'started' | 'saving' | 'disconnected' | 'submitted' | 'expired'

export interface Sitter {
  person_id: string
  full_name: string
  standing: Standing
  attempt_id: string | null
  number: number | null
  started_at: string | null
  deadline_at: string | null
  closed_at: string | null
  heard_at: string | null
  answered: number | null
  focus_lost: number | null
  late: boolean
  pending: number | null
}

export interface Monitor {
  server_now: string
  counts: Partial<Record<Standing, number>>
  people: Sitter[]
}

export const pageSize = 100

export const readTests = () => call<{ tests: TestLine[] }>('GET', '/api/quiz/tests')
export const readMonitor = (lesson: string, after?: Sitter) =>
  call<Monitor>('GET', `/api/quiz/lessons/${lesson}/monitor`, { query: { limit: pageSize, after_name: after?.full_name, after: after?.person_id } })
export const grantTime = (lesson: string, person_id: string, seconds: number, reason: string) =>
  call<{ moved: number }>('POST', `/api/quiz/lessons/${lesson}/extra-time`, { body: { person_id, seconds, reason } })
export interface TimeFor {
  unit: string
  people: number
  running: number
  names: string[]
  given: number
}
export const previewTime = (lesson: string, unit_id: string) => call<TimeFor>('GET', `/api/quiz/lessons/${lesson}/extra-time`, { query: { unit_id } })
export const grantUnitTime = (lesson: string, unit_id: string, seconds: number, reason: string) =>
  call<{ moved: number }>('POST', `/api/quiz/lessons/${lesson}/extra-time`, { body: { unit_id, seconds, reason } })
export const reopen = (attempt: string, seconds: number, reason: string) => call<void>('POST', `/api/quiz/attempts/${attempt}/reopen`, { body: { seconds, reason } })
