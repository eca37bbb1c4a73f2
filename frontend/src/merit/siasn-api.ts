// The server's side of the way into SIASN.
import { call } from '../lib/http'
import { upload } from '../lib/upload'
import type { State } from './siasn'
import type { OwnRow } from './siasn-own'

export interface Board {
  connected: boolean
  stand_in: boolean
  sso_mode: string
  paused: string
  paused_reason: string
  paused_at: string | null
  failures: number
  next_try_at: string
  answered_at: string | null
  token_exp: string | null
  token_seconds: number
  push_mode: 'batch' | 'auto'
  first_done: boolean
  counts: Partial<Record<State, number>>
  unapproved: number
  oldest_hours: number
}

export interface Delivery {
  id: string
  person_id: string
  name: string
  unit: string
  title: string
  certificate_number: string
  jp: number
  kind: 'kursus' | 'diklat'
  completed_on: string
  state: State
  approved: boolean
  remote_id: string
  attempts: number
  next_try_at: string
  error_code: string
  reason: string
  error_said: string
  by_hand_reason: string
  changed_at: string
  save_begun: boolean
}

export interface Difference {
  field: string
  here: string
  there: string
}

export interface DryRun {
  id: string
  title: string
  act: 'create' | 'update' | 'adopt' | 'none'
  fields: { name: string; value: string }[]
  there: OwnRow | null
  differ: Difference[]
  findings: string[]
}

export interface Finding {
  key: string
  what: 'here' | 'there' | 'differ'
  delivery_id: string | null
  state: string
  name: string
  title: string
  certificate_number: string
  jp: number
  there: OwnRow | null
  differ: Difference[]
  seen_at: string
  verdict: '' | 'ignored' | 'noted'
  note_reason: string
}

export interface History {
  events: { from: string; to: string; detail: Record<string, unknown>; by_person: boolean; at: string }[]
  requests: { at: string; exchange: Record<string, unknown> }[]
}

export interface Report {
  rows: number
  taken: number
  findings: string[]
}

const at = '/api/merit/deliveries'
export const readBoard = () => call<Board>('GET', '/api/merit/siasn')
export const setLine = (body: { stop?: boolean; push_mode?: string }) => call<void>('PUT', '/api/merit/siasn/line', { body })
export const pasteToken = (token: string) => call<void>('PUT', '/api/merit/siasn/token', { body: { token } })
export const readDeliveries = (query: { states?: string; q?: string; cursor?: string; limit?: number }) =>
  call<{ rows: Delivery[]; next_cursor: string }>('GET', at, { query })
export const readHistory = (id: string) => call<History>('GET', `${at}/${id}/history`)
export const dryRun = (ids: string[]) => call<{ records: DryRun[]; stand_in: boolean }>('POST', `${at}/dry-run`, { body: { ids }, timeout: 120_000 })
export const approve = (ids: string[]) => call<{ approved: number }>('POST', `${at}/approve`, { body: { ids } })
export const retry = (id: string, anew = false) => call<void>('POST', `${at}/${id}/retry`, { body: { anew } })
export const byHand = (id: string, reason: string) => call<void>('POST', `${at}/${id}/by-hand`, { body: { reason } })
export const entered = (id: string, remote_id: string) => call<void>('POST', `${at}/${id}/entered`, { body: { remote_id } })
export const pushAgain = (id: string, missing: boolean) => call<void>('POST', `${at}/${id}/push-again`, { body: { missing } })
export const reconcile = (what: string, settled: boolean) =>
  call<{ findings: Finding[]; stand_in: boolean; connected: boolean }>('GET', '/api/merit/siasn/reconciliation', { query: { what, settled } })
export const note = (key: string, verdict: string, reason: string) =>
  call<void>('POST', '/api/merit/siasn/reconciliation/note', { body: { key, verdict, reason } })
export const refetch = () => call<void>('POST', '/api/merit/siasn/refetch')
export const sendFile = (what: 'entered' | 'rows', file: File, progress: (share: number) => void) =>
  upload<Report>(`/api/merit/siasn/${what}`, file, { type: 'application/octet-stream', progress, timeout: 300_000 })
