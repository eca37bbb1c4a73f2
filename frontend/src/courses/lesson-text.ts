import { texts } from '../lib/text'
import indonesian from './lesson-text.id.json'

export const t = texts('courses/lesson-text', indonesian)
