// The server's side of the IP-ASN simulation.
import { call } from '../lib/http'

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
