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
}

export interface Ledger {
  year: number
  years: number[]
  class: string
  target_jp: number | null
  target_basis: string
  jp_claimed: number
  entries: Entry[]
}

export const readLedger = (year?: number) => call<Ledger>('GET', '/api/merit/ledger', { query: { year } })
