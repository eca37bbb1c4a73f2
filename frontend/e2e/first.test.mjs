// Before the app's code is there, the page shows its first view (first.go). It
// must stand where the app will put the same words, and its links must work.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { startServer, openBrowser, newPerson, signIn, shots } from './harness.mjs';

const demo = ['199204152019032004', 'belajar sambil minum kopi'];
let server, browser, person, course;

before(async () => {
  server = await startServer({ LENTERA_DEMO: 'true' });
  browser = await openBrowser();
  person = await newPerson(browser);
  const { page } = person;
  page.setDefaultTimeout(60_000);
  await signIn(page, server, ...demo);
  await page.goto(`${server.url}/katalog`);
  course = await page.locator('a[href^="/kursus/"]').first().getAttribute('href');
  await page.goto(server.url + course);
  await page.getByRole('button', { name: 'Ikuti kursus ini' }).click();
  await page.waitForURL(/\/pelajaran\//);
}, { timeout: 120_000 });

after(async () => {
  await browser?.close();
  await server?.close();
});

// What stands where: words and place of everything the first view may hold.
const places = (page) => page.evaluate(() => Object.fromEntries(
  [...document.querySelectorAll('main h1, main .above, main .next > *, main > .lead, main .prose > *, main .film')].map((e, i) => {
    const { x, y, width, height } = e.getBoundingClientRect();
    return [`${i} ${e.className.includes('film') ? 'film' : e.innerText.slice(0, 40)}`, [x, y, width, height].map((n) => Math.round(n * 10) / 10).join(' ')];
  }),
));

test('the app takes the place of the first view without moving anything', { timeout: 300_000 }, async () => {
  const { page } = person;
  const second = await (async () => {
    await page.goto(server.url + course);
    return page.locator('.modules a[href^="/pelajaran/"]').nth(1).getAttribute('href');
  })();
  await page.goto(server.url);
  const first = await page.locator('.next a').getAttribute('href');
  // The service worker would answer for the code that is to be held back.
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'id-ID', timezoneId: 'Asia/Jakarta',
    serviceWorkers: 'block', storageState: await person.context.storageState() });
  await shown(await context.newPage(), [['home', '/', 5], ['course', course, 2], ['lesson', first, 5], ['film', second, 3]]);
  await context.close();
  assert.deepEqual(person.complaints, []);
});

async function shown(page, list) {
  for (const [name, path, least] of list) {
    for (const width of [360, 1280]) {
      await page.setViewportSize({ width, height: 740 });
      let release;
      const held = new Promise((done) => (release = done));
      const hold = async (route) => {
        await held;
        await route.continue().catch(() => {});
      };
      await page.route('**/assets/*.js', hold);
      const going = page.goto(server.url + path, { waitUntil: 'load' });
      await page.locator('main .bone').first().waitFor();
      await page.waitForFunction(() => document.styleSheets.length === 2 && document.fonts.status === 'loaded');
      if (name === 'film') await page.waitForFunction(() => document.querySelector('.film')?.naturalWidth > 0);
      const before = await places(page);
      assert.ok(Object.keys(before).length >= least, `${name}: ${JSON.stringify(before)}`);
      await page.screenshot({ path: join(shots, `first-${name}-${width}.png`) }); // look() waits for the code
      const link = name === 'film' ? null : await page.evaluate(() => {
        const a = document.querySelector('main a[href]');
        a?.focus();
        return a?.getAttribute('href') ?? null;
      });
      release();
      await going;
      await page.waitForFunction(() => document.querySelector('main h1') && !document.querySelector('main .bone'));
      const now = await places(page);
      for (const [what, where] of Object.entries(before)) assert.equal(now[what], where, `${name} at ${width}: ${what}`);
      if (link) await page.waitForFunction((link) => document.activeElement?.closest('#app') && document.activeElement.getAttribute('href') === link, link);
      await page.unroute('**/assets/*.js', hold);
    }
  }
}

test('without any script the next lesson can be opened and begun', { timeout: 120_000 }, async () => {
  const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale: 'id-ID', javaScriptEnabled: false, storageState: await person.context.storageState() });
  const page = await context.newPage();
  await page.goto(server.url);
  await page.getByRole('heading', { level: 1, name: /^Halo, / }).waitFor();
  await page.getByRole('link', { name: 'Lanjutkan belajar' }).click();
  await page.waitForURL(/\/pelajaran\//);
  await page.getByText('Pelajaran 1 dari 20').waitFor();
  assert.ok((await page.locator('.prose p').count()) >= 2, 'its beginning can be read');
  await context.close();
});
