import { texts } from '../lib/text'
import indonesian from './late-text.id.json'

export const t = texts('app/late-text', indonesian)
