import { texts } from '../lib/text'
import indonesian from './design.id.json'

export const t = texts('certificates/design', indonesian)
