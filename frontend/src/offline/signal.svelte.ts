/** Whether the browser believes in a network; false is certain, true is a hope. */
export const signal = $state({ on: true })

export function watchSignal(): void {
  signal.on = navigator.onLine
  addEventListener('online', () => (signal.on = true))
  addEventListener('offline', () => (signal.on = false))
}
