// The weakest line: answers given without a signal, through a killed server,
// on a shared phone. Demo people, so that there is something to be at once.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { startServer, openBrowser, newPerson, signIn, look, wait } from './harness.mjs';

const password = 'belajar sambil minum kopi';
const dewi = '199204152019032004';
const agus = '199009092023211007';
let server, browser, phone;

before(async () => {
  server = await startServer({ LENTERA_DEMO: 'true' });
  browser = await openBrowser();
  phone = await newPerson(browser);
}, { timeout: 120_000 });

after(async () => {
  await browser?.close();
  await server?.close();
});

const choose = async (page, option) => {
  await page.locator('fieldset label').nth(option).click();
};

const state = (page, words) => page.getByText(words, { exact: true }).first().waitFor({ timeout: 30_000 });

test('demo mode says so on every screen', async () => {
  const { page } = phone;
  await page.goto(`${server.url}/masuk`);
  await page.getByText('Mode demo.').waitFor();
  await look(page, 'sign-in-demo');
  await signIn(page, server, dewi, password);
  for (const path of ['/', '/katalog', '/jp', '/sertifikat', '/akun', '/verifikasi']) {
    await page.goto(server.url + path);
    await page.getByText('Mode demo.').waitFor();
  }
  await page.goto(`${server.url}/kursus/keamanan-informasi-phishing`);
  await page.getByRole('button', { name: 'Ikuti kursus ini' }).click();
  await page.waitForURL(/\/pelajaran\//);
}, { timeout: 60_000 });

test('answers without a signal stay on the phone and are sent by themselves', async () => {
  const { page, context } = phone;
  await page.goto(`${server.url}/kursus/keamanan-informasi-phishing`);
  await page.getByRole('link', { name: /Kuis modul 1/ }).click();
  await page.getByRole('button', { name: 'Mulai', exact: true }).click();
  await page.waitForURL(/\/ujian\//);
  await choose(page, 0);
  await state(page, 'Tersimpan');

  await context.setOffline(true);
  await page.getByRole('button', { name: 'Berikutnya' }).click();
  await choose(page, 1);
  await page.getByText(/^(Tersimpan di ponsel|Belum terkirim \(1\))$/).first().waitFor();
  await page.getByRole('button', { name: 'Berikutnya' }).click();
  await choose(page, 0);
  await state(page, 'Belum terkirim (2)');
  assert.equal(await page.getByText('Tersimpan', { exact: true }).count(), 0, 'nothing may be called saved without the server');
  await look(page, 'attempt-offline');

  await context.setOffline(false);
  await state(page, 'Tersimpan');
  await page.reload();
  await page.getByText('3 dari 5 dijawab').first().waitFor();
}, { timeout: 90_000 });

test('a server killed under an answer loses nothing', async () => {
  const { page } = phone;
  await page.getByRole('button', { name: 'Berikutnya' }).or(page.getByRole('button', { name: 'Lihat daftar soal' })).first().waitFor();
  await page.goto(page.url().replace(/\?.*/, '') + '?soal=4');
  await page.locator('fieldset').waitFor();
  await server.kill('SIGKILL');
  await choose(page, 0);
  await page.getByText(/^Belum terkirim \(1\)$/).first().waitFor();
  await server.start();
  await state(page, 'Tersimpan');
  await page.reload();
  await page.getByText('4 dari 5 dijawab').first().waitFor();
}, { timeout: 120_000 });

test('on a shared phone nothing is sent as somebody else', async () => {
  const { page, context } = phone;
  const attempt = page.url().replace(/\?.*/, '');
  await page.goto(`${attempt}?soal=5`);
  await page.locator('fieldset').waitFor();
  await context.setOffline(true);
  await choose(page, 0);
  await state(page, 'Belum terkirim (1)');
  await context.clearCookies(); // the phone is taken over without a sign-out
  await context.setOffline(false);
  await signIn(page, server, agus, password);
  await wait(3_000);
  assert.equal(await page.getByText(/Belum terkirim/).count(), 0, 'Agus sees nothing of what Dewi has not sent');
  await context.clearCookies();
  await signIn(page, server, dewi, password);
  await page.goto(attempt);
  await page.getByText('5 dari 5 dijawab').first().waitFor();
  await state(page, 'Tersimpan');
  const other = await newPerson(browser);
  await signIn(other.page, server, dewi, password);
  await other.page.goto(attempt);
  await other.page.getByText('5 dari 5 dijawab').first().waitFor();
  await other.context.close();
}, { timeout: 120_000 });

test('without a signal what was seen before still opens, dated', async () => {
  const { page, context } = phone;
  await page.goto(`${server.url}/`);
  await page.getByText('Wajib Anda selesaikan').waitFor();
  await page.waitForFunction(() => navigator.serviceWorker?.controller !== null, null, { timeout: 20_000 });
  await page.goto(`${server.url}/`);
  await page.getByText('Wajib Anda selesaikan').waitFor();
  await wait(1_000);
  await context.setOffline(true);
  await page.reload();
  await page.getByText('Wajib Anda selesaikan').waitFor({ timeout: 30_000 });
  await page.getByText(/Tanpa sinyal/).first().waitFor();
  await look(page, 'home-offline');
  await page.goto(`${server.url}/jp`).catch(() => {});
  await page.locator('h1').first().waitFor();
  await look(page, 'jp-offline');
  await context.setOffline(false);
}, { timeout: 120_000 });

test('the English reader gets English', async () => {
  const english = await newPerson(browser, { lang: 'en-GB' });
  await english.page.goto(`${server.url}/masuk`);
  await english.page.getByRole('heading', { name: 'Sign in' }).waitFor();
  await english.page.goto(`${server.url}/verifikasi`);
  assert.equal(await english.page.locator('html').getAttribute('lang'), 'en');
  await look(english.page, 'verification-english');
  await english.context.close();
});

test('no page complained', () => {
  assert.deepEqual(phone.complaints, []);
});
