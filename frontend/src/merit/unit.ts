import { texts } from '../lib/text'
import indonesian from './unit.id.json'

export const t = texts('merit/unit', indonesian)
