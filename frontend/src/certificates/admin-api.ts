// The server's side of templates, batches and the register of numbers.
import { call, type Call } from '../lib/http'
import type { components } from '../lib/api.gen'

type S = components['schemas']
export type Registered = S['CertificatesRegistered']
export type Batch = S['CertificatesBatchOut']
export type Candidate = S['CertificatesCandidate']
export type Template = S['CertificatesTemplateOut']
export type Official = S['CertificatesOfficial']
export type Series = S['CertificatesSeries']

const at = '/api/certificates'
export const readRegister = (query: Call['query']) => call<{ rows: Registered[]; next_cursor: string }>('GET', `${at}/register`, { query })
export const revoke = (id: string, reason: string) => call<void>('POST', `${at}/certificates/${id}/revoke`, { body: { reason } })
export const supersede = (id: string, body: { reason: string; title: string; organiser: string; predicate: string }) =>
  call<{ id: string; number: string }>('POST', `${at}/certificates/${id}/supersede`, { body })
export const listBatches = () => call<{ batches: Batch[] }>('GET', `${at}/batches`)
export const checkPeople = (nips: string, unit_id: string | null) => call<{ people: Candidate[] }>('POST', `${at}/batch-people`, { body: { nips, unit_id: unit_id ?? undefined } })
export const prepareBatch = (content: Batch['content'], template_id: string | null, people: string[]) =>
  call<Batch>('POST', `${at}/batches`, { body: { content, template_id: template_id ?? undefined, people } })
export const approveBatch = (id: string) => call<void>('POST', `${at}/batches/${id}/approve`)
export const actOnBatch = (id: string, act: string) => call<void>('POST', `${at}/batches/${id}/act`, { body: { act } })
export const readTemplates = () => call<{ templates: Template[]; officials: Official[]; series: Series[]; signing: string[] }>('GET', `${at}/templates`)
