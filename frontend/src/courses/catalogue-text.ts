import { texts } from '../lib/text'
import indonesian from './catalogue-text.id.json'

export const t = texts('courses/catalogue-text', indonesian)
