// The server's side of the register.
import { call } from '../lib/http'

export interface Status {
  size: number
  covered: number
  checkpoints: number
  signed_at: string | null
  checkpoint: string
  key: string
  opened: boolean
  sound: boolean
}

export interface Inclusion {
  index: number
  leaf_hash: string
  hashes: string[]
}

export interface Opening {
  index: number
  kind: string
  leaf: string
  pending: boolean
  proof: Inclusion | null
  salt: string | null
  record: string
}

export interface Found {
  number: string
  checkpoint: string
  leaves: Opening[]
}

export const readStatus = () => call<Status>('GET', '/api/register/status')
export const findLeaves = (number: string) => call<Found>('GET', '/api/register/search', { query: { number } })
