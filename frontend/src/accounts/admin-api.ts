// The server's side of people, units, rosters and activation codes, for those
// who manage them. Nothing of it is kept on the device.
import { call, type Call } from '../lib/http'
import { upload } from '../lib/upload'
import type { UnitRef } from './api'

export interface Unit {
  id: string
  code: string
  name: string
  parent_id: string | null
  people: number // directly in the unit, without those below
}

export type AccountState = 'invited' | 'active' | 'disabled'

export interface PersonLine {
  person_id: string
  full_name: string
  class: string
  position: string
  unit: UnitRef | null
  account_state: AccountState | ''
}

export interface Finding {
  line: number
  code: string
  severity: 'error' | 'warning'
  column: string
  message: string
}

export interface UnitImport {
  created: number
  changed: number
  unchanged: number
  findings: Finding[] // lines with one are left out
}

export type Verdict = 'new' | 'changed' | 'same' | 'refused'

export interface Roster {
  id: string
  file_name: string
  state: 'preview' | 'committed' | 'discarded'
  uploaded_at: string
  total: number
  counts: Record<Verdict, number>
  findings_total: number
  dropped_columns: string[]
  missing_columns: string[]
}

export interface RosterRow {
  line: number
  verdict: Verdict
  full_name: string
  nip: string
  unit_name: string
  findings: Omit<Finding, 'line'>[]
  changes: { field: string; from: string; to: string }[]
}

export interface ActivationCode {
  person_id: string
  full_name: string
  nip: string
  unit_name: string
  code: string
  expires_at: string
}

const minutes = 60_000
const csvType = 'text/csv'
const xlsxType = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export const listUnits = () => call<{ units: Unit[] }>('GET', '/api/accounts/units')
export const listPeople = (query: Call['query']) =>
  call<{ people: PersonLine[]; next_cursor: string }>('GET', '/api/accounts/people', { query })

export const importUnits = (file: File, dry_run: boolean) =>
  upload<UnitImport>('/api/accounts/units/import', file, { query: { dry_run }, type: csvType, progress: () => undefined, timeout: 2 * minutes })

/** Uploads and has the server look at every row; nothing is applied by it. */
export const previewRoster = (file: File, progress: (share: number) => void) =>
  upload<Roster>('/api/accounts/rosters', file, {
    query: { file_name: file.name },
    type: /\.xlsx$/i.test(file.name) ? xlsxType : csvType,
    progress,
    timeout: 15 * minutes,
  })
export const readRoster = (id: string) => call<Roster>('GET', `/api/accounts/rosters/${id}`)
export const readRosterRows = (id: string, query: Call['query']) =>
  call<{ rows: RosterRow[]; next_cursor: string }>('GET', `/api/accounts/rosters/${id}/rows`, { query })
export const commitRoster = (id: string) =>
  call<{ created: number; changed: number; unchanged: number; refused: number }>('POST', `/api/accounts/rosters/${id}/commit`, { timeout: 5 * minutes })
export const discardRoster = (id: string) => call<void>('DELETE', `/api/accounts/rosters/${id}`)

export const issueCodes = (wanted: { unit_id?: string; person_ids?: string[]; reissue: boolean }) =>
  call<{ codes: ActivationCode[] }>('POST', '/api/accounts/activation-codes', { body: wanted, timeout: 2 * minutes })
