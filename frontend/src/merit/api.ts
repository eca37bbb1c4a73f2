// The server's side of the merit ledger.
import { call } from '../lib/http'

export interface Entry {
  id: string
  kind: string
  title: string
  jp_claimed: number
  siasn_path: number
  siasn_path_name: string
  certificate_number: string
  completed_on: string
  rule_version: string
  evidence: Record<string, unknown>
  reason: string
  created_at: string
  jp_evidenced: number
  jp_counted: number
  quarter: number
  reversed: boolean
  reasons: Reason[]
  role: 'participant' | 'trainer'
  origin: 'course' | 'external' | 'teaching' | 'manual'
  international: boolean
}

export interface Reason {
  code: string
  jp: number
  text: string
  rule: string
  source: string
  confidence: 'high' | 'medium' | 'low'
}

export interface Quarter {
  quarter: number
  jp_claimed: number
  jp_evidenced: number
  jp_counted: number
}

export interface Ledger {
  year: number
  years: number[]
  class: string
  target_jp: number | null
  target_basis: string
  ceiling_jp: number | null
  rule_set: string
  rule_title: string
  jp_claimed: number
  jp_evidenced: number
  jp_counted: number
  quarters: Quarter[]
  entries: Entry[]
}

export const readLedger = (year?: number) => call<Ledger>('GET', '/api/merit/ledger', { query: { year } })
