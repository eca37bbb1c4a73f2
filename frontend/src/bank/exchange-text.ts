import { texts } from '../lib/text'
import indonesian from './exchange-text.id.json'

export const t = texts('bank/exchange-text', indonesian)
