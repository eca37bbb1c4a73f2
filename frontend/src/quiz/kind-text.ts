import { texts } from '../lib/text'
import indonesian from './kind-text.id.json'

export const t = texts('quiz/kind-text', indonesian)
