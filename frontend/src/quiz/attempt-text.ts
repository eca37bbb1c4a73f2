import { texts } from '../lib/text'
import indonesian from './attempt-text.id.json'

export const t = texts('quiz/attempt-text', indonesian)
