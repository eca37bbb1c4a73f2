// The server's side of claims: certificates from elsewhere and hours taught.
// Files go through claim-send.ts, which only those who send one load.
import { call, callForFile } from '../lib/http'

export type Kind = 'external' | 'teaching'
export type State = 'draft' | 'submitted' | 'checked' | 'approved' | 'refused' | 'withdrawn' | 'annulled'

export interface Content {
  title: string
  organiser: string
  number: string
  started_on: string
  completed_on: string
  minutes: number
  jp: number
  siasn_path: number
  international: boolean
  teaching_role: '' | 'narasumber' | 'fasilitator' | 'pengajar'
}

export interface Line {
  id: string
  kind: Kind
  person_name: string
  unit: string
  state: State
  title: string
  organiser: string
  jp: number
  completed_on: string
  reason: string
  annul_asked: boolean
  updated_at: string
}

export interface Claim extends Content {
  id: string
  kind: Kind
  person_name: string
  nip: string
  unit: string
  entered_by: string
  on_behalf: boolean
  state: State
  siasn_path_name: string
  file_type: string
  file_bytes: number
  file_sha256: string
  findings: { qr: string; qr_state: string; signature_state: string; signature?: { signed: boolean; valid: boolean; trusted: boolean; signer: string; issuer: string; notes: string } }
  check_method: string
  check_note: string
  checked_by: string
  approved_by: string
  reason: string
  annul_reason: string
  annul_asked_by: string
  updated_at: string
  may: string[]
  why_not: '' | 'owner' | 'enterer' | 'checker' | 'asker'
  twins: { ref: string; what: string; state: State; person_name: string; same_person: boolean; title: string; number: string; by: 'file' | 'number' | 'title' }[]
  history: { at: string; act: string; note: string; by_name: string }[]
  signature_set_up: boolean
}

export interface Imported {
  sha256: string
  rows: { line: number; person_name: string; title: string; jp: number; findings: string[] }[]
  good: number
  bad: number
  applied: number
}

export interface Page {
  claims: Line[]
  next_cursor: string
}

export const ownClaims = (kind: Kind) => call<Page>('GET', '/api/merit/claims', { query: { kind } })
export const readClaim = (id: string) => call<Claim>('GET', `/api/merit/claims/${id}`)
export const newClaim = (kind: Kind, content: Content) => call<Claim>('POST', '/api/merit/claims', { body: { kind, ...content } })
export const editClaim = (id: string, content: Content) => call<Claim>('PUT', `/api/merit/claims/${id}`, { body: content })
export const submitClaim = (id: string) => call<Claim>('POST', `/api/merit/claims/${id}/submit`)
export const withdrawClaim = (id: string) => call<Claim>('POST', `/api/merit/claims/${id}/withdraw`)
export const checkClaim = (id: string, seen: string, method: string, note: string) => call<Claim>('POST', `/api/merit/claims/${id}/check`, { body: { seen, method, note } })
export const approveClaim = (id: string) => call<Claim>('POST', `/api/merit/claims/${id}/approve`)
export const refuseClaim = (id: string, reason: string) => call<Claim>('POST', `/api/merit/claims/${id}/refuse`, { body: { reason } })
export const askAnnulment = (id: string, reason: string) => call<Claim>('POST', `/api/merit/claims/${id}/annul`, { body: { reason } })
export const answerAnnulment = (id: string, yes: boolean) => call<Claim>('POST', `/api/merit/claims/${id}/annulment`, { body: { yes } })
export const claimQueue = (query: { state: string; kind: string; q: string; cursor: string }) => call<Page>('GET', '/api/merit/claim-queue', { query })
export const claimFile = (id: string) => callForFile(`/api/merit/claims/${id}/file`)
