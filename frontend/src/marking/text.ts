import { texts } from '../lib/text'
import indonesian from './text.id.json'

export const t = texts('marking', indonesian)
