import { texts } from '../lib/text'
import indonesian from './claim-admin.id.json'

export const t = texts('merit/claim-admin', indonesian)
