import { texts } from '../lib/text'
import indonesian from './rules-text.id.json'

export const t = texts('quiz/rules-text', indonesian)
