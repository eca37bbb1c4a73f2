import { texts } from '../lib/text'
import indonesian from './claim-withdraw.id.json'

export const t = texts('merit/claim-withdraw', indonesian)
