// The server's side of the ledger of units.
import type { Ledger } from './api'
import { call, type Call } from '../lib/http'

export interface UnitRow {
  person_id: string
  full_name: string
  class: 'pns' | 'cpns' | 'pppk' | 'pppk_part_time'
  unit_name: string
  jp_claimed: number
  jp_evidenced: number
  jp_counted: number
  quarters: number[]
  target_jp: number | null
  status: 'reached' | 'half' | 'low' | 'none' | 'no_target'
}

export interface UnitTotals {
  people: number
  reached: number
  half: number
  low: number
  none: number
  no_target: number
  jp_claimed: number
  jp_evidenced: number
  jp_counted: number
  quarters: number[]
}

export interface UnitLedger {
  year: number
  unit: { id: string; name: string } | null
  rule_set: string
  totals: UnitTotals
  rows: UnitRow[]
  next_cursor: string
}

export const readUnitLedger = (unit: string, query: Call['query']) => call<UnitLedger>('GET', `/api/merit/units/${unit || 'all'}/ledger`, { query })
export const readPersonLedger = (id: string, year?: number) => call<Ledger>('GET', `/api/merit/people/${id}/ledger`, { query: { year } })
