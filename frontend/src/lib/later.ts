/** Gives a function that waits until nobody has called it for a while (ms), so
 * that typing a word asks the server once. */
export function settled(work: () => void, ms = 350): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined
  return () => {
    clearTimeout(timer)
    timer = setTimeout(work, ms)
  }
}
