// Registers the service worker once the page has settled, and lets a waiting
// version take over now, when the page is new and nobody is inside an attempt.
import { workerAddress } from '../lib/html'

export function registerWorker(): void {
  if (!('serviceWorker' in navigator)) return
  navigator.serviceWorker
    .register(workerAddress())
    .then((r) => {
      if (!location.pathname.startsWith('/ujian/')) r.waiting?.postMessage('take-over')
    })
    .catch(() => undefined)
}
