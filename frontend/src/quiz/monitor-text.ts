import { texts } from '../lib/text'
import indonesian from './monitor-text.id.json'

export const t = texts('quiz/monitor-text', indonesian)
