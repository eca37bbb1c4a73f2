// What every browser test stands on: a real server on a data folder of its
// own, Chromium, and the checks that hold on every screen.
import { spawn, execFileSync } from 'node:child_process';
import { mkdtempSync, mkdirSync, rmSync, chmodSync, readFileSync, openSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve, dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import { AxeBuilder } from '@axe-core/playwright';

const here = dirname(fileURLToPath(import.meta.url));
export const root = resolve(here, '../..');
export const shots = join(root, 'test-results', 'screens');
mkdirSync(shots, { recursive: true });

const freePort = () =>
  new Promise((done, fail) => {
    const s = createServer();
    s.once('error', fail);
    s.listen(0, '127.0.0.1', () => {
      const { port } = s.address();
      s.close(() => done(port));
    });
  });

export const wait = (ms) => new Promise((done) => setTimeout(done, ms));

// startServer runs `lentera serve` on an empty data folder.
export async function startServer(extra = {}) {
  const home = mkdtempSync(join(tmpdir(), 'lentera-e2e-'));
  chmodSync(home, 0o755); // the database's own user must pass through
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const env = {
    ...process.env,
    LENTERA_ADDR: `127.0.0.1:${port}`,
    LENTERA_PUBLIC_URL: url,
    LENTERA_DATA_DIR: join(home, 'data'),
    LENTERA_MIN_STUDY_PERCENT: '0',
    LENTERA_DATABASE_URL: '',
    LENTERA_S3_ENDPOINT: '',
    LENTERA_DEMO: 'false',
    ...extra,
  };
  const log = join(home, 'server.log');
  const bin = join(root, 'bin', 'lentera');
  let child;
  const server = {
    url,
    home,
    log: () => readFileSync(log, 'utf8'),
    cli: (...args) => execFileSync(bin, args, { env, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }),
    async start() {
      const out = openSync(log, 'a');
      child = spawn(bin, ['serve'], { env, stdio: ['ignore', out, out] });
      const gone = new Promise((done) => child.once('exit', done));
      child.gone = gone;
      for (let i = 0; i < 600; i++) {
        try {
          const res = await fetch(`${url}/readyz`);
          if (res.ok) return;
        } catch {
          /* not yet */
        }
        if (child.exitCode !== null) break;
        await wait(100);
      }
      throw new Error(`server did not start: ${server.log().slice(-3000)}`);
    },
    async kill(signal = 'SIGKILL') {
      child.kill(signal);
      await child.gone;
    },
    async close() {
      if (child && child.exitCode === null) await server.kill('SIGTERM');
      rmSync(home, { recursive: true, force: true });
    },
  };
  await server.start();
  return server;
}

// openBrowser launches Debian's Chromium without anything that looks outward.
export async function openBrowser() {
  return chromium.launch({
    executablePath: process.env.LENTERA_CHROMIUM || '/usr/bin/chromium',
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
      '--disable-component-update', '--disable-sync', '--autoplay-policy=no-user-gesture-required'],
  });
}

// newPerson is a browser context: own cookies, own storage, one page. What the
// page complains about is kept and must be nothing at the end.
export async function newPerson(browser, { width = 360, height = 740, lang = 'id-ID' } = {}) {
  const context = await browser.newContext({
    viewport: { width, height }, locale: lang, timezoneId: 'Asia/Jakarta', hasTouch: width < 600, acceptDownloads: true,
  });
  const complaints = [];
  context.on('page', (p) => watch(p, complaints));
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  return { context, page, complaints };
}

function watch(page, complaints) {
  page.on('pageerror', (e) => complaints.push(`error: ${e.message}`));
  page.on('console', (m) => {
    const text = m.text();
    if (/Content Security Policy|Trusted Type/i.test(text)) complaints.push(`policy: ${text}`);
  });
}

// signIn and activate drive the two pages before the app, to the home page.
export async function signIn(page, server, name, secret, options = {}) {
  await page.goto(`${server.url}/masuk`);
  await page.getByLabel('NIP atau e-mail').fill(name);
  await page.getByLabel('Kata sandi').fill(secret);
  await page.getByRole('button', { name: 'Masuk' }).click();
  await page.waitForURL(`${server.url}/`, options);
}

export async function activate(page, server, name, code, secret) {
  await page.goto(`${server.url}/aktivasi`);
  await page.getByLabel('NIP atau e-mail').fill(name);
  await page.getByLabel('Kode aktivasi').fill(code);
  await page.getByLabel('Kata sandi baru', { exact: true }).fill(secret);
  await page.getByLabel('Ulangi kata sandi baru').fill(secret);
  await page.getByRole('button', { name: 'Aktifkan dan masuk' }).click();
  await page.waitForURL(`${server.url}/`);
}

// as signs somebody in over the API and gives a caller: method, path, body → the
// answer's JSON. A refusal ends the test.
export async function as(server, name, password) {
  let bearer;
  const call = async (method, path, body) => {
    const res = await fetch(server.url + path, {
      method, body: body && JSON.stringify(body),
      headers: { Origin: server.url, ...(body && { 'Content-Type': 'application/json' }), ...(bearer && { Authorization: `Bearer ${bearer}` }) },
    });
    const text = await res.text();
    assert.ok(res.ok, `${method} ${path}: ${res.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  };
  bearer = (await call('POST', '/api/accounts/sign-in', { name, password })).access_token;
  return call;
}

// until looks four times a second until something is there, and gives it.
export async function until(what, ready, seconds = 60) {
  for (let i = 0; i < seconds * 4; i++) {
    const seen = await ready();
    if (seen) return seen;
    await wait(250);
  }
  assert.fail(`${what}: not within ${seconds} s`);
}

let count = 0;

// look holds for every screen: no axe violation, nothing wider than the
// window, one h1; and it takes a picture for a person to look at.
export async function look(page, name) {
  await page.waitForLoadState('domcontentloaded');
  await page.locator('h1').first().waitFor();
  const { width } = page.viewportSize();
  const n = String(++count).padStart(2, '0');
  await page.screenshot({ path: join(shots, `${n}-${name}-${width}.png`), fullPage: true });
  const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(overflow <= 0, `${name}: the page is ${overflow} px wider than the window`);
  assert.equal(await page.locator('h1:visible').count(), 1, `${name}: exactly one visible h1`);
  // What is only told about what passed, and a page of its own to put the frames'
  // findings together (these pages have no frames), is left out: two thirds of the time.
  const { violations } = await new AxeBuilder({ page }).setLegacyMode(true).options({ resultTypes: ['violations'] })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  assert.deepEqual(
    violations.map((v) => `${v.id}: ${v.nodes.map((x) => `${x.target} ${x.failureSummary}`).join(' | ')}`), [],
    `${name}: axe`,
  );
}
