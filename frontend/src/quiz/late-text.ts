import { texts } from '../lib/text'
import indonesian from './late-text.id.json'

export const t = texts('quiz/late-text', indonesian)
