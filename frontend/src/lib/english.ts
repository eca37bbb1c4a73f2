// All English words in one chunk; see text.ts.
import type { Messages } from './text'

const files = import.meta.glob<Messages>('../*/*.en.json', { eager: true, import: 'default' })

// "../courses/text.en.json" is "courses", "../courses/admin.en.json" is "courses/admin".
export const english: Record<string, Messages> = Object.fromEntries(
  Object.entries(files).map(([path, messages]) => [path.slice(3, -'.en.json'.length).replace('/text', ''), messages]),
)
