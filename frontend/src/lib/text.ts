// Words on screens. Each feature keeps text.id.json and text.en.json with the
// same keys (text.test.ts holds them together), and further pairs for pages
// with many words of their own (admin.*.json, lesson-text.*.json). Indonesian travels inside the page that shows it;
// English is one extra file, fetched only by those who chose it.

export type Messages = Record<string, string>
type Values = Record<string, string | number>

let english: Record<string, Messages> | null = null

/** Called once at start, before anything is drawn, when the language is English. */
export function speakEnglish(all: Record<string, Messages>): void {
  english = all
}

/** The language of the screens: "id" or "en". */
export function lang(): 'id' | 'en' {
  return english ? 'en' : 'id'
}

/** Gives the function that looks up the words of one feature. `{name}` is
 * replaced by a value; `{n:lesson|lessons}` picks by the number n. */
export function texts<T extends Messages>(feature: string, indonesian: T) {
  return (key: keyof T & string, values?: Values): string =>
    fill(english?.[feature]?.[key] ?? indonesian[key] ?? key, values)
}

function fill(message: string, values?: Values): string {
  if (!values) return message
  return message.replace(/\{(\w+)(?::([^|}]*)\|([^}]*))?\}/g, (whole, name: string, one?: string, many?: string) => {
    const value = values[name]
    if (value === undefined) return whole
    if (one === undefined) return String(value)
    return Number(value) === 1 ? one : (many ?? one)
  })
}
