import { texts } from '../lib/text'
import indonesian from './admin.id.json'

export const t = texts('certificates/admin', indonesian)
