import { texts } from '../lib/text'
import indonesian from './claim.id.json'

export const t = texts('merit/claim', indonesian)
