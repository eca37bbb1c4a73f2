// Many at once, for real: other people keep the only lane taken while somebody
// in a browser signs in and starts a quiz, is told place and time, leaves, waits
// again, and is let in without doing anything.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { startServer, openBrowser, newPerson, look, root, shots, wait } from './harness.mjs';
import { api } from './finish.mjs';

const nip = '199204152019032004';
const other = '199009092023211007';
const password = 'belajar sambil minum kopi';
const code = 'latihan-jenis-soal';
let server, browser, page, complaints, me, crowd, quiz, stopOthers;

before(async () => {
  // One at a time, and nobody waits inside a request: whoever comes is told.
  server = await startServer({ LENTERA_DEMO: 'true', LENTERA_STARTS_AT_ONCE: '1', LENTERA_HASHES_AT_ONCE: '1', LENTERA_QUEUE_PATIENCE: '0s' });
  server.cli('import', 'course', join(root, 'frontend/e2e/kinds-course'));
  me = await api(server.url, nip, password);
  crowd = await api(server.url, other, password);
  for (const call of [me, crowd]) await call('POST', `/api/courses/courses/${code}/enrol`, {});
  const { modules } = await me('GET', `/api/courses/courses/${code}`);
  quiz = modules.flatMap((m) => m.lessons).find((l) => l.kind === 'quiz').id;
  browser = await openBrowser();
  ({ page, complaints } = await newPerson(browser));
}, { timeout: 180_000 });

after(async () => {
  await browser?.close();
  await server?.close();
});

const step = (name, tell) =>
  test(name, { timeout: 150_000 }, async () => {
    try {
      await tell();
    } catch (error) {
      await page?.screenshot({ path: join(shots, 'broken-queue.png'), fullPage: true }).catch(() => {});
      throw error;
    } finally {
      await stopOthers?.();
    }
  });

// others ask again and again, however often they are told to come back, until
// the returned function is called. It gives how many were let in meanwhile.
function others(path, body, lanes) {
  let going = true, served = 0;
  const headers = { 'content-type': 'application/json', origin: server.url, ...(path.includes('quiz') && { authorization: `Bearer ${crowd.token}` }) };
  const all = Array.from({ length: lanes }, async () => {
    while (going) {
      const res = await fetch(server.url + path, { method: 'POST', headers, body });
      await res.arrayBuffer();
      if (res.ok) served++;
      else assert.equal(res.status, 503);
      await wait(5); // this process drives the browser as well
    }
  });
  stopOthers = async () => {
    going = false;
    await Promise.all(all);
    return served;
  };
  return stopOthers;
}

const heading = () => page.getByRole('heading', { level: 2 });
const place = () => page.getByRole('status').filter({ hasText: /Urutan Anda: \d+\. Perkiraan menunggu: \d+ (detik|menit)/ });

// asked acts until the server says that one must wait: between two of the
// others a lane may be free for a moment. That answer is the real one; the next
// try is held back in the browser until the story has looked, and then goes on
// (true) or is lost (false).
async function asked(from, path, act, inside, again) {
  for (let i = 0; i < 10; i++) {
    let go;
    const decided = new Promise((done) => (go = done));
    let tries = 0;
    await page.unrouteAll({ behavior: 'ignoreErrors' });
    await page.route(server.url + path, async (route) => {
      if (tries++ > 0 && !(await decided)) return route.abort();
      return route.continue();
    });
    await page.goto(server.url + from);
    await act();
    await Promise.race([place().waitFor(), page.waitForURL(inside)]);
    if (!inside.test(page.url())) return go;
    await again();
  }
  assert.fail('ten times the way was free');
}

async function bothWidths(name) {
  await look(page, name);
  await page.setViewportSize({ width: 1280, height: 800 });
  await look(page, name);
  await page.setViewportSize({ width: 360, height: 740 });
}

step('signing in while many do: place and time, and in without typing again', async () => {
  const stop = others('/api/accounts/sign-in', JSON.stringify({ name: other, password }), 14);
  await wait(500);
  const queued = () => asked('/masuk', '/api/accounts/sign-in', async () => {
    await page.getByLabel('NIP atau e-mail').fill(nip);
    await page.getByLabel('Kata sandi').fill(password);
    await page.keyboard.press('Enter');
  }, new RegExp(`^${server.url}/$`), () => page.context().clearCookies());
  let go = await queued();
  assert.ok(await page.getByRole('heading', { name: 'Sedang banyak yang masuk' }).evaluate((e) => e === document.activeElement), 'the queue has the focus');
  await bothWidths('sign-in-queue');
  await page.getByRole('button', { name: 'Berhenti menunggu' }).click();
  assert.ok(await place().isHidden());
  assert.equal(await page.getByLabel('Kata sandi').inputValue(), password);
  go(false);
  go = await queued();
  assert.ok((await stop()) > 0, 'the others were let in meanwhile');
  go(true);
  await page.waitForURL(`${server.url}/`, { timeout: 30_000 });
  await page.getByRole('heading', { level: 1 }).waitFor();
});

step('a wrong password is said on the same page, and the form works without its script', async () => {
  const stranger = await newPerson(browser);
  const at = stranger.page;
  await at.goto(`${server.url}/masuk?lanjut=/katalog`);
  await at.getByLabel('NIP atau e-mail').fill(nip);
  await at.getByLabel('Kata sandi').fill('bukan kata sandinya');
  await at.keyboard.press('Enter');
  await at.getByRole('alert').getByRole('link', { name: 'NIP/e-mail atau kata sandi tidak cocok.' }).waitFor();
  assert.equal(await at.getByLabel('Kata sandi').inputValue(), '');
  await look(at, 'sign-in-refused');
  await at.getByLabel('Kata sandi').fill(password);
  await at.keyboard.press('Enter');
  await at.waitForURL(`${server.url}/katalog`);
  assert.deepEqual(stranger.complaints, []);
  await stranger.context.close();
  const plain = await browser.newContext({ javaScriptEnabled: false, locale: 'id-ID' });
  const without = await plain.newPage();
  await without.goto(`${server.url}/masuk`);
  await without.getByLabel('NIP atau e-mail').fill(nip);
  await without.getByLabel('Kata sandi').fill('bukan kata sandinya');
  await without.getByRole('button', { name: 'Masuk' }).click();
  await without.getByRole('alert').getByText('tidak cocok').waitFor();
  await plain.close();
});

step('starting while many do: place and time, leaving, and in by itself', async () => {
  const stop = others(`/api/quiz/lessons/${quiz}/attempts`, undefined, 10);
  await wait(500);
  const queued = () => asked(`/kuis/${quiz}`, `/api/quiz/lessons/${quiz}/attempts`, () => page.getByRole('button', { name: 'Mulai' }).click(), /\/ujian\//,
    () => me('POST', `/api/quiz/attempts/${page.url().match(/[^/]+$/)[0]}/submit`, {}));
  let go = await queued();
  assert.equal(await heading().filter({ hasText: 'Anda dalam antrean' }).count(), 1);
  await bothWidths('start-queue');
  await page.getByRole('button', { name: 'Keluar dari antrean' }).click();
  await page.getByText('Anda dalam antrean').waitFor({ state: 'hidden' });
  go(true); // a start that was on its way when the learner left comes through
  await wait(2_000);
  assert.match(page.url(), /\/kuis\//, 'who left is not thrown into the attempt');
  const { open_attempt_id: mine } = await me('GET', `/api/quiz/lessons/${quiz}`);
  if (mine) await me('POST', `/api/quiz/attempts/${mine}/submit`, {});
  go = await queued();
  assert.ok((await stop()) > 0, 'the others were let in meanwhile');
  go(true);
  await page.waitForURL(/\/ujian\//, { timeout: 30_000 });
  const attempt = page.url().match(/\/ujian\/([0-9a-f-]+)/)[1];
  await page.getByRole('heading', { level: 2, name: 'Soal 1 dari 11' }).waitFor();
  assert.equal((await me('GET', `/api/quiz/attempts/${attempt}`)).state, 'open');
  assert.deepEqual(complaints, []);
});
