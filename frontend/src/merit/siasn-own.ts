// What a learner sees of the way into SIASN: words, colours and questions, apart
// from the operator's, which are many.
import { call } from '../lib/http'
import { texts } from '../lib/text'
import indonesian from './siasn-own.id.json'

export const t = texts('merit/siasn-own', indonesian)

/** The colour a state has. */
export const shade = (state: string): string =>
  state === 'confirmed' || state === 'uploaded' ? 'good' : state === 'refused' ? 'bad' : ''

export interface OwnRow {
  kind: string
  remote_id: string
  certificate_number: string
  title: string
  organiser: string
  jp: number
  started_on: string
  completed_on: string
  path: string
  has_document: boolean | null
}

export interface OwnRecord {
  entry_id: string
  title: string
  certificate_number: string
  jp: number
  completed_on: string
  state: string
  changed_at: string
}

export const readOwnRecords = () => call<{ records: OwnRecord[]; stand_in: boolean }>('GET', '/api/merit/deliveries/mine')
export const readOwnRows = () => call<{ rows: OwnRow[]; seen_at: string | null; stand_in: boolean }>('GET', '/api/merit/siasn/mine')
