// A certificate is checked by somebody who has no server: a printed QR code,
// a page saved earlier, and nothing else.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startServer, openBrowser, newPerson, signIn, look, root } from './harness.mjs';
import { readPDF } from './papers.mjs';
import { api, finishCourse, firstCertificate } from './finish.mjs';

const password = 'belajar sambil minum kopi';
const dewi = '199204152019032004';
const agus = '199009092023211007';
const siti = '198503172010012003';
let server, browser, learner, saved, good, gone;
const slow = { timeout: 120_000 };

before(async () => {
  server = await startServer({ LENTERA_DEMO: 'true' });
  browser = await openBrowser();
  learner = await newPerson(browser);
  const [first, second] = [await api(server.url, dewi, password), await api(server.url, agus, password)];
  await Promise.all([finishCourse(first), finishCourse(second)]);
  good = await firstCertificate(first);
  const other = await firstCertificate(second);
  gone = { ...other };
  writeFileSync(join(server.home, 'gone.pdf'), await second.file(`/api/certificates/certificates/${other.id}/pdf`));
  gone.qr = readPDF(join(server.home, 'gone.pdf'), server.home).qr;
  const admin = await api(server.url, siti, password);
  await admin('POST', `/api/certificates/certificates/${other.id}/revoke`, { reason: 'Nilai ujian keliru dicatat' });
}, { timeout: 180_000 });

after(async () => {
  await browser?.close();
  await server?.close();
});

test('the holder takes the paper, the badge and the link', async () => {
  const { page } = learner;
  await signIn(page, server, dewi, password, slow);
  await page.goto(`${server.url}/sertifikat`);
  const [paper] = await Promise.all([page.waitForEvent('download', slow), page.getByRole('button', { name: /^Unduh PDF/ }).click()]);
  await paper.saveAs(join(server.home, 'good.pdf'));
  good.qr = readPDF(join(server.home, 'good.pdf'), server.home).qr;
  assert.match(good.qr, /^http:\/\/localhost:\d+\/s\/[a-z2-7]{32}#[A-Z2-7]{200,400}$/);

  await page.getByRole('button', { name: /^Lencana dan bagikan/ }).click();
  await page.getByRole('dialog').getByText('Lencana digital').waitFor();
  await look(page, 'badge');
  for (const form of ['PNG', 'SVG', 'JSON', 'JWT']) {
    const [file] = await Promise.all([page.waitForEvent('download', slow), page.getByRole('button', { name: `Unduh ${form}` }).click()]);
    const path = join(server.home, `badge.${form.toLowerCase()}`);
    await file.saveAs(path);
    assert.ok(!readFileSync(path, 'utf8').includes('Dewi'), `${form} says the name unasked`);
    await page.getByText('Lencana sudah diunduh.').waitFor();
  }
  const { keys } = await (await fetch(`${server.url}/api/certificates/issuer`)).json();
  for (const form of ['png', 'svg', 'json', 'jwt']) {
    execFileSync(join(root, 'bin/lentera'), ['badge', 'verify', '--key', keys[0].public_key, join(server.home, `badge.${form}`)], { stdio: 'pipe' });
  }
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.setViewportSize({ width: 1280, height: 800 });
  await look(page, 'certificates-wide');
  await page.setViewportSize({ width: 360, height: 740 });
}, slow);

test('anybody sees more on the public page, without script or cookies', async () => {
  const context = await browser.newContext({ javaScriptEnabled: false, viewport: { width: 360, height: 740 }, locale: 'id-ID' });
  const page = await context.newPage();
  for (const [of, words] of [[good, 'Sertifikat ini sah'], [gone, 'Sertifikat ini sudah dicabut']]) {
    await page.goto(of.qr);
    await page.getByRole('heading', { level: 1, name: words }).waitFor();
    const text = await page.locator('main').innerText();
    for (const secret of ['Dewi', 'Agus', dewi, agus, 'keliru']) assert.ok(!text.includes(secret), `the page says ${secret}`);
  }
  assert.deepEqual(await context.cookies(), []);
  await context.close();
  const anyone = await newPerson(browser);
  await anyone.page.goto(good.qr);
  await look(anyone.page, 'verification-more');
  await anyone.page.goto(`${server.url}/verifikasi-luring`);
  await look(anyone.page, 'offline-page');
  await anyone.page.getByRole('button', { name: 'Perbarui daftar' }).click();
  await anyone.page.getByText('Daftar sudah diperbarui.').waitFor();
  const [file] = await Promise.all([anyone.page.waitForEvent('download', slow), anyone.page.getByRole('link', { name: 'Simpan halaman ini' }).click()]);
  saved = join(server.home, file.suggestedFilename());
  await file.saveAs(saved);
  assert.deepEqual(anyone.complaints, []);
  await anyone.context.close();
}, slow);

test('the app opens the check page without a signal too', async () => {
  const { page, context } = learner;
  await page.goto(`${server.url}/`);
  await page.waitForFunction(() => navigator.serviceWorker?.controller !== null, null, slow);
  await page.goto(`${server.url}/verifikasi-luring`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await context.setOffline(true);
  await page.goto(`${server.url}/verifikasi-luring#${good.qr.split('#')[1]}`);
  await page.reload();
  await page.getByRole('heading', { level: 2, name: 'Sah', exact: true }).waitFor();
  await context.setOffline(false);
}, slow);

test('with the server stopped, the saved page tells valid, revoked and forged apart', async () => {
  await server.kill('SIGTERM');
  await assert.rejects(fetch(server.url));
  const reader = await newPerson(browser);
  const { page } = reader;
  await page.goto(pathToFileURL(saved).href);
  const check = async (text, verdict) => {
    await page.getByLabel('Tempel teks kode QR').fill(text);
    await page.getByRole('button', { name: 'Periksa', exact: true }).click();
    await page.getByRole('heading', { level: 2, name: verdict, exact: true }).waitFor();
  };
  await check(good.qr, 'Sah');
  const said = await page.locator('#hasil').innerText();
  for (const want of ['Keamanan informasi dan phishing di kantor', '4 JP', 'D*** L******', 'daftar pencabutan per']) assert.ok(said.includes(want), `${want}: ${said}`);
  await look(page, 'offline-valid');
  await check(gone.qr, 'Dicabut');
  await look(page, 'offline-revoked');
  const [address, claim] = good.qr.split('#');
  const at = 60;
  const forged = claim.slice(0, at) + (claim[at] === 'A' ? 'B' : 'A') + claim.slice(at + 1);
  await check(`${address}#${forged}`, 'Tidak sah');
  await look(page, 'offline-forged');
  await check(`${gone.qr.split('#')[0]}#${claim}`, 'Tidak sah'); // a good claim behind another's address
  await check('bukan kode', 'Tidak sah');
  await check(address, 'Kode ini tidak memuat tanda tangan');
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByLabel('Paste the QR code’s text').fill(claim.toLowerCase());
  await page.getByRole('button', { name: 'Check', exact: true }).click();
  await page.getByRole('heading', { level: 2, name: 'Valid', exact: true }).waitFor();
  await page.setViewportSize({ width: 1280, height: 800 });
  await look(page, 'offline-english');

  // Where the browser reads QR codes itself, a photo will do. Debian's does
  // not, so what it would find is given.
  const able = await newPerson(browser);
  await able.context.addInitScript((text) => {
    window.BarcodeDetector = class { async detect(picture) { return picture.width > 1000 ? [{ rawValue: text }] : []; } };
  }, good.qr);
  await able.page.goto(pathToFileURL(saved).href);
  await able.page.getByLabel('Unggah foto kode QR').setInputFiles(join(server.home, 'certificate-1.png'));
  await able.page.getByRole('heading', { level: 2, name: 'Sah', exact: true }).waitFor();
  await able.page.getByLabel('Unggah foto kode QR').setInputFiles({ name: 'x.png', mimeType: 'image/png', buffer: readFileSync(join(server.home, 'badge.png')) });
  await able.page.getByRole('heading', { level: 2, name: 'Kode QR tidak terbaca' }).waitFor();
  await look(able.page, 'offline-photo');
  assert.deepEqual(able.complaints, []);
  await able.context.close();

  // A month later the same page says that its list is old; a tampered list is not believed.
  await page.clock.install({ time: new Date(Date.now() + 40 * 86_400_000) });
  await page.goto(pathToFileURL(saved).href + '#' + claim);
  await page.reload();
  await page.getByRole('heading', { level: 2, name: 'Tanda tangan cocok, daftar sudah lama' }).waitFor();
  const tampered = readFileSync(saved, 'utf8').replace(/"list":"(.{20})(.)/, (_, head, c) => `"list":"${head}${c === 'A' ? 'B' : 'A'}`);
  writeFileSync(join(server.home, 'tampered.html'), tampered);
  await page.goto(pathToFileURL(join(server.home, 'tampered.html')).href + '#' + claim);
  await page.getByRole('heading', { level: 2, name: 'Tanda tangan cocok, pencabutan tidak diketahui' }).waitFor();
  assert.deepEqual(reader.complaints, []);
  await reader.context.close();
}, slow);

test('no page complained', () => assert.deepEqual(learner.complaints, []));
