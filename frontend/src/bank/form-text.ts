import { texts } from '../lib/text'
import indonesian from './form-text.id.json'

export const t = texts('bank/form-text', indonesian)
