// The way into SIASN where there is no connection: a learner earns a
// certificate, the operator takes it out by file, brings the id back, compares
// with SIASN's history, and the learner sees where it stands.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { startServer, openBrowser, newPerson, look, as } from './harness.mjs';
import { plain, rightOf } from './course.mjs';

const password = 'belajar sambil minum kopi';
const dewi = '199204152019032004';
const siti = '198503172010012003';
const code = 'keamanan-informasi-phishing';
let server, browser, desk, phone;

before(async () => {
  server = await startServer({ LENTERA_DEMO: 'true', LENTERA_DEMO_SIASN: 'false' });
  browser = await openBrowser();
  desk = await newPerson(browser, { width: 1280, height: 900 });
  phone = await newPerson(browser);
}, { timeout: 120_000 });

after(async () => {
  await browser?.close();
  await server?.close();
});

// earn finishes the starter course over the API.
async function earn(nip) {
  const call = await as(server, nip, password);
  await call('POST', `/api/courses/courses/${code}/enrol`);
  const { modules } = await call('GET', `/api/courses/courses/${code}`);
  for (const lesson of modules.flatMap((m) => m.lessons)) {
    if (lesson.kind !== 'quiz') {
      await call('POST', `/api/courses/lessons/${lesson.id}/presence`, {});
      await call('POST', `/api/courses/lessons/${lesson.id}/complete`);
      continue;
    }
    const attempt = await call('POST', `/api/quiz/lessons/${lesson.id}/attempts`);
    const bare = (html) => plain(html.replace(/<[^>]*>/g, ' ').replace(/&quot;|&#34;|&#39;|&amp;|&lt;|&gt;/g, ' '));
    for (const item of attempt.items) {
      const right = rightOf(bare(item.stem_html));
      await call('PUT', `/api/quiz/attempts/${attempt.id}/answers/${item.no}`, { seq: 1, chosen: item.options.filter((o) => right.includes(bare(o.html))).map((o) => o.id) });
    }
    const result = await call('POST', `/api/quiz/attempts/${attempt.id}/submit`);
    assert.ok(result.passed, `quiz ${lesson.title}`);
  }
}

const signIn = async ({ page }, nip) => {
  await page.goto(`${server.url}/masuk`);
  await page.getByLabel('NIP atau e-mail').fill(nip);
  await page.getByLabel('Kata sandi').fill(password);
  await page.getByRole('button', { name: 'Masuk' }).click();
  await page.waitForURL(`${server.url}/`);
};

test('an empty board says what comes here', async () => {
  await signIn(desk, siti);
  await desk.page.goto(`${server.url}/admin/siasn`);
  await desk.page.getByRole('heading', { name: 'Tidak ada catatan' }).waitFor();
  await look(desk.page, 'siasn-empty');
}, { timeout: 60_000 });

let id, number;

test('a certificate waits on the board, and goes out by file', async () => {
  await earn(dewi);
  const { page } = desk;
  const listed = page.waitForResponse((r) => r.url().includes('/api/merit/deliveries?') && r.ok());
  await page.reload();
  ({ id, certificate_number: number } = (await (await listed).json()).rows[0]);
  await page.getByRole('rowheader', { name: /Dewi Lestari/ }).waitFor();
  await look(page, 'siasn-board');
  await page.getByRole('link', { name: 'Buka jalur berkas' }).click();
  await page.getByRole('heading', { name: '1. Ambil berkas untuk dientri' }).waitFor();
  const zip = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Unduh ZIP' }).click();
  const names = readFileSync(await (await zip).path(), 'latin1');
  for (const part of ['kursus.csv', 'kursus.xlsx']) assert.ok(names.includes(part), part);
  await look(page, 'siasn-files');
}, { timeout: 60_000 });

test('the id comes back by file, and the record is there', async () => {
  const { page } = desk;
  await page.locator('#file-entered').setInputFiles({ name: 'kursus.csv', mimeType: 'text/csv', buffer: Buffer.from(`lentera_id;id\r\n${id};A5EB03E2-0001\r\n`) });
  await page.getByRole('button', { name: 'Unggah id' }).click();
  await page.getByText('1 dari 1 baris diterima.').waitFor();
  await page.goto(`${server.url}/admin/siasn`);
  await page.getByRole('cell', { name: /Tercatat/ }).waitFor();
  await page.getByRole('button', { name: /^Riwayat/ }).click();
  await page.getByText(/Dientri manual → Tercatat/).waitFor();
  await page.getByRole('button', { name: 'Tutup' }).click();
}, { timeout: 60_000 });

test('the reconciliation names each difference', async () => {
  const { page } = desk;
  await page.goto(`${server.url}/admin/siasn/rekonsiliasi`);
  await page.getByRole('heading', { name: 'Tidak ada beda' }).waitFor();
  await look(page, 'siasn-reconcile-empty');
  await page.goto(`${server.url}/admin/siasn/berkas`);
  const rows = `nipBaru;id;namaKursus;noSertipikat;jumlahJam;tanggalKursus;institusiPenyelenggara\r\n${dewi};A5EB03E2-0001;Kursus lain;${number};9;01-01-2026;LAN\r\n${dewi};B-2;Diklat dasar;77/LAN;30;02-02-2026;LAN\r\n`;
  await page.locator('#file-rows').setInputFiles({ name: 'rw.csv', mimeType: 'text/csv', buffer: Buffer.from(rows) });
  await page.getByRole('button', { name: 'Unggah riwayat' }).click();
  await page.getByText('2 dari 2 baris diterima.').waitFor();
  await page.goto(`${server.url}/admin/siasn/rekonsiliasi`);
  await page.getByText('Isinya berbeda', { exact: true }).and(page.locator('.tag')).waitFor();
  await look(page, 'siasn-reconcile');
  await page.getByRole('article').filter({ hasText: 'Diklat dasar' }).getByRole('button', { name: /Tangani beda ini/ }).click();
  await page.getByLabel('Alasan').fill('Diklat LAN, bukan dari Lentera');
  await page.getByRole('button', { name: 'Abaikan' }).click();
  await page.getByRole('article').filter({ hasText: 'Diklat dasar' }).waitFor({ state: 'detached' });
}, { timeout: 60_000 });

test('the learner sees where it stands', async () => {
  await signIn(phone, dewi);
  await phone.page.goto(`${server.url}/jp/siasn`);
  await phone.page.getByText('SIASN: tercatat').waitFor();
  await phone.page.getByRole('heading', { name: 'Diklat dasar' }).waitFor();
  await look(phone.page, 'siasn-mine');
  await signOutAndBoard();
}, { timeout: 60_000 });

// The board on a phone, as the operator on the way sees it.
async function signOutAndBoard() {
  const small = await newPerson(browser);
  await signIn(small, siti);
  for (const [path, name] of [['/admin/siasn', 'board'], ['/admin/siasn/rekonsiliasi', 'reconcile'], ['/admin/siasn/berkas', 'files']]) {
    await small.page.goto(server.url + path);
    await small.page.locator('main').getByRole('heading').nth(1).waitFor();
    await look(small.page, `siasn-${name}`);
  }
  assert.deepEqual(small.complaints, []);
}

test('no page complained', () => {
  assert.deepEqual([...desk.complaints, ...phone.complaints], []);
});
