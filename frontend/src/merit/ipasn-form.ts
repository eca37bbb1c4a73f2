import { texts } from '../lib/text'
import indonesian from './ipasn-form.id.json'

export const t = texts('merit/ipasn-form', indonesian)
