import { texts } from '../lib/text'
import indonesian from './claim-form.id.json'

export const t = texts('merit/claim-form', indonesian)
