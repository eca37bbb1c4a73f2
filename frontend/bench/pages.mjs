// How long the learner's pages take to paint on a bad spot's line and an old
// phone: 400 kbit/s, 400 ms, a processor six times slower, nothing in the cache.
// `make bench-pages`; docs/performance.md says how to read it. It measures and
// fails only where a page does not come.
import { startServer, openBrowser, signIn, wait } from '../e2e/harness.mjs';

const rounds = Number(process.env.ROUNDS || 5);
const line = { offline: false, latency: 400, downloadThroughput: 400_000 / 8, uploadThroughput: 400_000 / 8 };
const slower = 6;
const phone = { viewport: { width: 360, height: 640 }, locale: 'id-ID', timezoneId: 'Asia/Jakarta', hasTouch: true };

// In the page, before anything of it: what the browser says of its own painting.
const observe = () => {
  const seen = (globalThis.seen = { lcp: 0, what: '', shift: 0, blocked: 0 });
  const on = (type, each) => new PerformanceObserver((list) => list.getEntries().forEach(each)).observe({ type, buffered: true });
  on('largest-contentful-paint', (e) => Object.assign(seen, { lcp: e.startTime, what: `${e.element?.localName ?? '?'} ${e.element?.textContent?.trim().slice(0, 24) ?? ''}` }));
  on('layout-shift', (e) => { if (!e.hadRecentInput) seen.shift += e.value; });
  on('longtask', (e) => { seen.blocked += Math.max(0, e.duration - 50); });
};
const report = () => ({
  ...globalThis.seen,
  fcp: performance.getEntriesByName('first-contentful-paint')[0]?.startTime ?? 0,
  requests: 1 + performance.getEntriesByType('resource').filter((r) => r.startTime < globalThis.seen.lcp).length,
  bytes: [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')].reduce((n, r) => n + (r.transferSize || 0), 0),
});

const middle = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];

async function once(context, url) {
  await context.addInitScript(observe);
  const page = await context.newPage();
  const cdp = await context.newCDPSession(page);
  await cdp.send('Network.enable');
  await cdp.send('Network.emulateNetworkConditions', line);
  await cdp.send('Emulation.setCPUThrottlingRate', { rate: slower });
  await page.goto(url, { waitUntil: 'load', timeout: 60_000 });
  await page.locator('h1').first().waitFor({ timeout: 60_000 });
  await wait(2_500); // what comes later may be larger
  const figures = await page.evaluate(report);
  await page.close();
  return figures;
}

function tell(name, figures) {
  const of = (key) => figures.map((f) => f[key]);
  const seconds = (key) => `${(middle(of(key)) / 1000).toFixed(2)} s`;
  const lcp = of('lcp').sort((a, b) => a - b);
  console.log(`${name.padEnd(24)} FCP ${seconds('fcp')}   LCP ${seconds('lcp')} (${(lcp[0] / 1000).toFixed(2)}–${(lcp.at(-1) / 1000).toFixed(2)})   ` +
    `blocked ${middle(of('blocked')).toFixed(0).padStart(4)} ms   shift ${Math.max(...of('shift')).toFixed(3)}   ` +
    `${middle(of('requests'))} requests before, ${(middle(of('bytes')) / 1000).toFixed(0)} kB in all   ${figures.at(-1).what}`);
}

const server = await startServer({ LENTERA_DEMO: 'true', LENTERA_LOG_LEVEL: 'warn' });
const browser = await openBrowser();
try {
  const door = await browser.newContext(phone);
  const page = await door.newPage();
  await signIn(page, server, '199204152019032004', 'belajar sambil minum kopi', { timeout: 60_000 });
  const state = await door.storageState();
  await page.goto(`${server.url}/katalog`);
  await page.locator('a[href^="/kursus/"]').first().waitFor();
  const course = await page.locator('a[href^="/kursus/"]').first().getAttribute('href');
  await page.goto(server.url + course);
  const enrol = page.getByRole('button', { name: 'Ikuti kursus ini' });
  await page.locator('a[href^="/pelajaran/"]').first().or(enrol).first().waitFor({ state: 'attached' });
  if (await enrol.count()) {
    await enrol.click();
    await page.waitForURL(/\/pelajaran\//);
    await page.goto(server.url + course);
  }
  await page.locator('a[href^="/pelajaran/"]').first().waitFor();
  const lessons = [...new Set(await page.locator('.modules a[href^="/pelajaran/"]').evaluateAll((all) => all.map((a) => a.getAttribute('href'))))];
  await door.close();

  console.log(`400 kbit/s, 400 ms, processor ${slower} times slower, 360 × 640, empty cache; the middle of ${rounds}`);
  const pages = { 'sign-in': '/masuk', home: '/', catalogue: '/katalog', course, 'lesson, text': lessons[0], 'lesson, video': lessons[1] };
  for (const [name, path] of Object.entries(pages)) {
    const figures = [];
    for (let i = 0; i < rounds; i++) {
      const context = await browser.newContext(name === 'sign-in' ? phone : { ...phone, storageState: state, serviceWorkers: 'block' });
      figures.push(await once(context, server.url + path));
      await context.close();
    }
    tell(name, figures);
  }
  const again = [];
  const context = await browser.newContext({ ...phone, storageState: state });
  const first = await context.newPage();
  await first.goto(server.url);
  await first.evaluate(() => navigator.serviceWorker?.ready);
  await wait(5_000); // it fills its store
  await first.close();
  for (let i = 0; i < rounds; i++) again.push(await once(context, server.url));
  tell('home, second visit', again);
  await context.close();
} finally {
  await browser.close();
  await server.close();
}
