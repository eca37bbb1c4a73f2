import { texts } from '../lib/text'
import indonesian from './file-text.id.json'

export const t = texts('quiz/file-text', indonesian)
