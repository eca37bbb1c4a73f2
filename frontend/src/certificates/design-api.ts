// The server's side of templates, officials and number series.
import { call } from '../lib/http'
import { postForFile } from '../lib/post-file'

/** How a sheet looks and what it says around the facts; what is absent is the
 * built-in one. */
export interface Design {
  heading?: string
  accent?: string
  opening?: string
  statement?: string
  closing?: string
  footer?: string
  hide?: string[]
  second_back?: boolean
  emblem_hash?: string
  emblem_alt?: string
}

export type Audience = 'any' | 'asn' | 'citizen'
export type TemplateState = 'draft' | 'active' | 'retired'

/** How the files are signed; none leaves them with the QR code alone. */
export type Signing = 'none' | 'local' | 'bsre_sign' | 'bsre_seal' | 'bsre_v1' | 'portal'

export interface TemplateContent {
  name: string
  course_code: string
  audience: Audience
  design: Design
  officials: string[]
  series_id?: string
  signing?: Signing
}

export interface Template {
  id: string
  name: string
  state: TemplateState
  course_code: string
  audience: Audience
  design: Design
  officials: string[]
  series_id: string | null
  signing: Signing
  version: number
  updated_at: string
}

/** What an official was from a day to a day, both included; "" is still. */
export interface OfficialTitle {
  title: string
  rank: string
  valid_from: string
  valid_to: string
}

export interface Official {
  id: string
  name: string
  nip: string
  titles: OfficialTitle[]
}

export interface Series {
  id: string // of zeros: the agency's own
  name: string
  unit_id: string | null
  unit_word: string
  class_code: string
  pattern: string
  issued: number
  next_number: string
}

export interface Designing {
  templates: Template[]
  officials: Official[]
  series: Series[]
  signing: Signing[] // the ways that are set up
}

const at = '/api/certificates'
export const readDesigning = () => call<Designing>('GET', `${at}/templates`)
export const addTemplate = (content: TemplateContent) => call<Template>('POST', `${at}/templates`, { body: content })
export const changeTemplate = (id: string, version: number, content: TemplateContent) =>
  call<Template>('PUT', `${at}/templates/${id}`, { body: { ...content, version } })
export const setTemplateState = (id: string, state: TemplateState) => call<void>('POST', `${at}/templates/${id}/state`, { body: { state } })
export const drawTemplate = (content: TemplateContent) => postForFile(`${at}/template-preview`, content)

export async function addEmblem(file: File): Promise<string> {
  const form = new FormData()
  form.append('file', file)
  const { hash } = await call<{ hash: string }>('POST', `${at}/emblems`, { raw: form })
  return hash
}

export type NewTitle = Omit<OfficialTitle, 'valid_to'>
const open = (title: NewTitle): OfficialTitle => ({ ...title, valid_to: '' })
export const addOfficial = (name: string, nip: string, title: NewTitle) =>
  call<{ id: string }>('POST', `${at}/officials`, { body: { name, nip, title: open(title) } })
export const addTitle = (id: string, title: NewTitle) => call<void>('POST', `${at}/officials/${id}/titles`, { body: open(title) })
export const endTitle = (id: string, last_day: string) => call<void>('POST', `${at}/officials/${id}/end`, { body: { last_day } })

export const addSeries = (series: { name: string; unit_id?: string; unit_word: string; class_code: string; pattern: string }) =>
  call<Series>('POST', `${at}/series`, { body: series })

/** The published courses, for which a template may be. */
export const readCourses = () => call<{ courses: { code: string; title: string }[] }>('GET', '/api/courses/catalogue')
