// Start: session, language, then the screen. Everything the first page needs is
// already on its way (modulepreload in the page that Go wrote).
import { mount } from 'svelte'
import { openSession, session, signInAddress } from '../accounts/session.svelte'
import { prime } from '../lib/http'
import { speakEnglish } from '../lib/text'
import { watchSignal } from '../offline/signal.svelte'
import '../ui/base.css'
import '../ui/parts.css'
import App from './App.svelte'
import { readBoot } from './boot'
import { addPages, pageOf, router, startRouter } from './router.svelte'

const englishWords = () => import('../lib/english')

async function start(): Promise<void> {
  const boot = readBoot()
  const words = boot.lang === 'en' ? englishWords() : null
  if (location.pathname.startsWith('/admin/')) addPages(await import('./manage'))
  const coming = router.place.route && pageOf(router.place.route).catch(() => undefined)
  prime(boot.data ?? {})
  await openSession(boot.session)
  if (session.over && !session.me) return location.replace(signInAddress())
  const lang = session.me?.lang ?? boot.lang
  if (lang === 'en') speakEnglish((await (words ?? englishWords())).english)
  document.documentElement.lang = lang
  startRouter()
  watchSignal()
  const target = document.getElementById('app')
  if (!target) return
  // What Go wrote stays until the page can take its place at once (first.go).
  const first = (await coming) ?? null
  const at = target.contains(document.activeElement) && document.activeElement?.getAttribute('href')
  target.replaceChildren()
  mount(App, { target, props: { first } })
  // Who had gone to a link by keyboard is there still.
  if (at) requestAnimationFrame(() => target.querySelector<HTMLElement>(`a[href="${at}"]`)?.focus())
}

void start()
