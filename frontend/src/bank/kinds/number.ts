/** A number as people here type it: "3,5" or "3.5"; undefined when it is none,
 * and the text itself when it cannot be read, for the server to refuse. */
export function numberOf(text: string): number | string | undefined {
  const trimmed = text.trim().replace(/\s/g, '').replace(',', '.')
  if (trimmed === '') return undefined
  return Number.isFinite(Number(trimmed)) ? Number(trimmed) : text
}

/** Sets a member, or takes it away when it has no value. */
export function put(of: Record<string, unknown>, name: string, value: unknown): void {
  if (value === undefined || value === '' || value === false) delete of[name]
  else of[name] = value
}
