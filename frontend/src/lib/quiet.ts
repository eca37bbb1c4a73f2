/** When the first screen has had its turn: what is not needed at once waits for
 * this, so that it does not take the line from what is. */
export function whenQuiet(): Promise<void> {
  return new Promise((done) => {
    const later = () => setTimeout(done, 500)
    if (document.readyState === 'complete') later()
    else addEventListener('load', later, { once: true })
  })
}
