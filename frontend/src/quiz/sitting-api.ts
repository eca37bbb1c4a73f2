// The server's side of an attempt on more than one device; its first page does
// without.
import { call } from '../lib/http'
import type { Attempt } from './api'

/** What a sign of life hears back. */
export interface Sign {
  state: string
  deadline_at: string
  server_now: string
  seconds_left: number
  /** Another device holds this attempt. */
  held: boolean
  /** Another device of the learner has it open too. */
  elsewhere: boolean
  focus_log: boolean
}

export const signPresence = (id: string, away: number[]) => call<Sign>('POST', `/api/quiz/attempts/${id}/presence`, { body: { away } })
export const takeOver = (id: string, code: string) => call<Attempt>('POST', `/api/quiz/attempts/${id}/take-over`, { body: code ? { code } : {} })
