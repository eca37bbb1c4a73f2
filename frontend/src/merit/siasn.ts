import { texts } from '../lib/text'
import indonesian from './siasn.id.json'

export const t = texts('merit/siasn', indonesian)

export type State = 'draft' | 'checked' | 'saved' | 'uploaded' | 'confirmed' | 'refused' | 'by_hand' | 'removing' | 'removed'
export const states: State[] = ['draft', 'checked', 'saved', 'uploaded', 'confirmed', 'refused', 'by_hand', 'removing', 'removed']

/** The colour a state has on every screen. */
export const shade = (state: string): string =>
  state === 'confirmed' ? 'good' : state === 'refused' ? 'bad' : state === 'by_hand' || state === 'removing' ? 'warn' : ''
