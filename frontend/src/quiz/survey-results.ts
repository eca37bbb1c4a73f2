import { texts } from '../lib/text'
import indonesian from './survey-results.id.json'

export const t = texts('quiz/survey-results', indonesian)
