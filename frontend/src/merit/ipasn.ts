import { texts } from '../lib/text'
import indonesian from './ipasn.id.json'

export const t = texts('merit/ipasn', indonesian)
