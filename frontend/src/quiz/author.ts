import { texts } from '../lib/text'
import indonesian from './author.id.json'

export const t = texts('quiz/author', indonesian)
