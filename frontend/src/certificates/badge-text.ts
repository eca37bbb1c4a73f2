import { texts } from '../lib/text'
import indonesian from './badge-text.id.json'

export const t = texts('certificates/badge-text', indonesian)
