// The server's side of the ledger of units and of the IP-ASN simulation.
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

export interface Score {
  min: number
  max: number
}

export interface IpasnInput {
  rule_set: string
  job: '' | 'struktural' | 'fungsional' | 'pelaksana'
  education: '' | 's3' | 's2' | 's1' | 'd4' | 'd3' | 'd2' | 'd1' | 'slta' | 'below'
  leadership_done: boolean
  functional_done: boolean
  functional_required: boolean
  performance: number | null
  predicate: '' | 'very_good' | 'good' | 'fair' | 'poor' | 'very_poor'
  discipline: '' | 'none' | 'light' | 'medium' | 'heavy'
}

export interface Way {
  actions: { code: string; jp: number | null; gain: number; text: string }[]
  jp: number
  gain: number
  total: Score
  category: string
}

export interface Ipasn {
  simulation: boolean
  year: number
  rule_set: string
  rule_sets: { name: string; title: string; note: string; complete: boolean; covers: boolean }[]
  saved: boolean
  input: IpasnInput
  ledger: { technical_jp: number; technical_longest: number; seminars: number; leadership_done: boolean; functional_done: boolean }
  dimensions: {
    key: 'kualifikasi' | 'kompetensi' | 'kinerja' | 'disiplin'
    score: Score
    max: number
    parts: { code: string; score: Score; max: number; text: string }[]
    source: string
    confidence: string
  }[]
  total: Score
  category: string
  way_known: boolean
  next: Way | null
  full: Way | null
  official: {
    qualification: number
    competence: number
    performance: number
    discipline: number
    total: number
    reckoned_at: string | null
    read_at: string
    source: string
  } | null
}

export const readIpasn = (rule_set?: string) => call<Ipasn>('GET', '/api/merit/ipasn', { query: { rule_set } })
export const keepIpasn = (input: IpasnInput) => call<Ipasn>('PUT', '/api/merit/ipasn/input', { body: input })
export const forgetIpasn = () => call<void>('DELETE', '/api/merit/ipasn/input')
