/** Asks again until it comes, three seconds between tries on a weak line, or
 * nobody waits any more (null). For parts of a page that come after it. */
export async function persist<T>(load: () => Promise<T>, wanted = () => true): Promise<T | null> {
  while (wanted()) {
    try {
      return await load()
    } catch {
      await new Promise((r) => setTimeout(r, 3_000))
    }
  }
  return null
}
