import { texts } from '../lib/text'
import indonesian from './survey-text.id.json'

export const t = texts('quiz/survey-text', indonesian)
