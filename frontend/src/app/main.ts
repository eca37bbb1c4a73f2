// Start: language, session, then the screen. Everything the first page needs is
// already on its way (modulepreload in the page that Go wrote).
import { mount } from 'svelte'
import { openSession } from '../accounts/session.svelte'
import { speakEnglish } from '../lib/text'
import { watchSignal } from '../offline/signal.svelte'
import '../ui/base.css'
import '../ui/parts.css'
import App from './App.svelte'
import { readBoot } from './boot'
import { pageOf, router, startRouter } from './router.svelte'

async function start(): Promise<void> {
  const boot = readBoot()
  if (router.place.route) void pageOf(router.place.route).catch(() => undefined)
  if (boot.lang === 'en') speakEnglish((await import('../lib/english')).english)
  document.documentElement.lang = boot.lang
  await openSession(boot.session)
  startRouter()
  watchSignal()
  const target = document.getElementById('app')
  if (!target) return
  target.replaceChildren()
  mount(App, { target })
}

void start()
