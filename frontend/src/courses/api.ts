// The server's side of courses: home, catalogue, lessons, mandates, completion.
import { call, type Call } from '../lib/http'

export type Kind = 'text' | 'video' | 'quiz'

export interface CourseCard {
  course_id: string
  code: string
  title: string
  summary: string
  jp: number
  minutes: number
  lessons_total: number
  lessons_done: number
  enrolment_id: string | null
  completed_at: string | null
  due_on: string | null
  overdue: boolean
  next_lesson_id: string | null
}

export interface Home {
  next: {
    course_code: string
    course_title: string
    lesson_id: string
    lesson_title: string
    kind: Kind
    minutes: number
    due_on: string | null
  } | null
  required: CourseCard[]
  studying: CourseCard[]
  finished: CourseCard[]
}

export interface LessonLine {
  id: string
  key: string
  title: string
  kind: Kind
  minutes: number
  completed_at: string | null
}

export interface Course extends CourseCard {
  organiser: string
  audience: string
  outcomes: string[]
  law_checked_on: string | null
  references: { title: string; note: string }[]
  revision: number
  modules: { id: string; title: string; jp: number; lessons: LessonLine[] }[]
}

export interface Lesson {
  id: string
  key: string
  course: { code: string; title: string }
  enrolment_id: string
  module_title: string
  title: string
  kind: Kind
  minutes: number
  position: number
  total: number
  body_html: string
  video: { url: string; poster_url: string; captions_url: string; bytes: number; seconds: number; content_type: string } | null
  completed_at: string | null
  seconds: number
  seconds_needed: number
  video_second: number
  previous_id: string | null
  next_id: string | null
}

export interface Presence {
  seconds: number
  seconds_needed: number
  video_second: number
  completed_at: string | null
}

export interface LessonDone {
  completed_at: string
  next_lesson_id: string | null
  course_completed: boolean
  lessons_done: number
  lessons_total: number
}

export const readHome = () => call<Home>('GET', '/api/courses/home')
export const readCatalogue = () => call<{ courses: CourseCard[] }>('GET', '/api/courses/catalogue')
export const readCourse = (code: string) => call<Course>('GET', `/api/courses/courses/${code}`)
export const enrol = (code: string) =>
  call<{ enrolment_id: string; next_lesson_id: string | null }>('POST', `/api/courses/courses/${code}/enrol`)
export const readLesson = (id: string) => call<Lesson>('GET', `/api/courses/lessons/${id}`)
export const signPresence = (id: string, video_second?: number) =>
  call<Presence>('POST', `/api/courses/lessons/${id}/presence`, { body: video_second === undefined ? {} : { video_second } })
export const completeLesson = (id: string) => call<LessonDone>('POST', `/api/courses/lessons/${id}/complete`)

export interface Mandate {
  id: string
  course: { course_id: string; code: string; title: string }
  unit: { id: string; name: string }
  due_on: string
  note: string
  created_at: string
  cancelled_at: string | null
  people: number
  done: number
}

export const listMandates = () => call<{ mandates: Mandate[] }>('GET', '/api/courses/mandates')
export const previewMandate = (course_id: string, unit_id: string) =>
  call<{ people: number; already_done: number; already_mandated: number }>('POST', '/api/courses/mandates/preview', { body: { course_id, unit_id } })
export const makeMandate = (mandate: { course_id: string; unit_id: string; due_on: string; note: string }) =>
  call<Mandate>('POST', '/api/courses/mandates', { body: mandate })
export const cancelMandate = (id: string) => call<void>('DELETE', `/api/courses/mandates/${id}`)

export type CompletionStatus = 'done' | 'studying' | 'not_started'

export interface CompletionRow {
  person_id: string
  full_name: string
  unit_name: string
  status: CompletionStatus
  overdue: boolean
  lessons_done: number
  lessons_total: number
  completed_at: string | null
  due_on: string | null
}

export interface Completion {
  course: { course_id: string; code: string; title: string }
  unit: { id: string; name: string }
  totals: { people: number; done: number; studying: number; not_started: number; overdue: number }
  rows: CompletionRow[]
  next_cursor: string
}

export const readCompletion = (query: Call['query']) => call<Completion>('GET', '/api/courses/completion', { query })
