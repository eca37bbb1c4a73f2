import { texts } from '../lib/text'
import indonesian from './review-text.id.json'

export const t = texts('quiz/review-text', indonesian)
