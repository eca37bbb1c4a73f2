// The service worker: lets the app open without a signal. It keeps the files
// of one build and the empty page around the app; it never sees the API, so no
// personal data can stay in its caches.
/// <reference lib="webworker" />

const files = '__FILES__' as unknown as string[] // filled at build time
const cacheName = 'files-__VERSION__'
const patience = 4_000
const verifier = '/verifikasi-luring'
const verifierCache = 'verifikasi' // outlives builds: it holds no file of ours, only what the server last gave
const worker = self as unknown as ServiceWorkerGlobalScope

worker.addEventListener('install', (event) => {
  event.waitUntil(caches.open(cacheName).then((cache) => cache.addAll(files)))
})

worker.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) => Promise.all(names.filter((n) => n !== cacheName && n !== verifierCache).map((n) => caches.delete(n))))
      .then(() => worker.clients.claim()),
  )
})

// A new version takes over only when a page that has just been loaded says so:
// never under somebody who is answering questions.
worker.addEventListener('message', (event) => {
  if (event.data === 'take-over') void worker.skipWaiting()
})

worker.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  if (event.request.method !== 'GET' || url.origin !== location.origin) return
  if (files.includes(url.pathname)) event.respondWith(keptFirst(event.request))
  else if (url.pathname === verifier && event.request.mode === 'navigate' && !url.searchParams.has('unduh')) event.respondWith(freshOrKept(event.request))
  else if (event.request.mode === 'navigate' && isAppPage(url.pathname)) event.respondWith(pageOrShell(event.request))
})

async function keptFirst(request: Request): Promise<Response> {
  return (await caches.match(request, { ignoreSearch: true })) ?? fetch(request)
}

// The page that checks certificates without a server: the server's while it
// answers, else the last one seen. Nothing personal is in it.
async function freshOrKept(request: Request): Promise<Response> {
  const cache = await caches.open(verifierCache)
  try {
    const fresh = await fetch(request)
    if (fresh.ok) await cache.put(verifier, fresh.clone())
    return fresh
  } catch {
    return (await cache.match(verifier)) ?? Response.error()
  }
}

async function pageOrShell(request: Request): Promise<Response> {
  const shell = () => caches.match('/luring', { cacheName })
  try {
    const slow = new Promise<undefined>((r) => setTimeout(() => r(undefined), patience))
    const fresh = fetch(request)
    fresh.catch(() => undefined)
    const first = await Promise.race([fresh, slow])
    return first ?? (await shell()) ?? (await fresh)
  } catch {
    return (await shell()) ?? Response.error()
  }
}

// Pages without script need the server; everything else is the app.
function isAppPage(path: string): boolean {
  return !/^\/(api|assets|masuk|aktivasi|keluar|s|verifikasi|verifikasi-luring|healthz|readyz|metrics)(\/|$)/.test(path)
}
