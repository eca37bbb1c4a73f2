// Signing outside this server: by an official at BSrE, by the agency's seal,
// and in the agency's own portal. BSrE and the portal are stand-ins, over HTTP.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer, openBrowser, newPerson, look, signIn, root, wait, as, until } from './harness.mjs';

const password = 'belajar sambil minum kopi';
const siti = '198503172010012003';
const wahyu = '198907172012061001';
const known = ['199204152019032004', '198706212011012009', '196905101992031011'];
const nik = '3508000000000001';
const passphrase = 'Contoh-Frasa-1';

let standin, far, place, server, browser, desk;

const freePort = () => new Promise((done) => {
  const s = createServer();
  s.listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => done(port)); });
});

async function tell(path, body) {
  const res = await fetch(`${far}/_standin/${path}`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
  assert.ok(res.ok, `${path}: ${res.status}`);
  return res.json();
}

before(async () => {
  const port = await freePort();
  far = `http://127.0.0.1:${port}`;
  place = mkdtempSync(join(tmpdir(), 'lentera-esign-'));
  const ca = join(place, 'ca.pem');
  standin = spawn(join(root, 'bin', 'lentera'), ['bsre-standin', '--addr', `127.0.0.1:${port}`, '--root', ca], { stdio: 'ignore', env: { ...process.env, LENTERA_DATABASE_URL: '' } });
  for (let i = 0; i < 100; i++) {
    if (await fetch(`${far}/_standin/counts`).then((r) => r.ok, () => false)) break;
    await wait(50);
  }
  server = await startServer({
    LENTERA_DEMO: 'true', LENTERA_SIGNING_ROOTS: ca, LENTERA_BSRE_URL: far, LENTERA_BSRE_USERNAME: 'standin', LENTERA_BSRE_PASSWORD: 'standin-password',
    LENTERA_BSRE_SUBSCRIBER: 'standin-seal', LENTERA_PORTAL_URL: `${far}/portal/`, LENTERA_PORTAL_CREDENTIAL: 'Bearer standin-portal',
  });
  browser = await openBrowser();
  desk = await newPerson(browser, { width: 1280, height: 900 });
}, { timeout: 120_000 });

after(async () => {
  await browser?.close();
  await server?.close();
  standin?.kill();
  if (place) rmSync(place, { recursive: true, force: true });
});

// batch issues three certificates to be signed in one way.
let official, last;
async function batch(kind, title) {
  const [one, two] = [await as(server, siti, password), await as(server, wahyu, password)];
  official ??= (await one('POST', '/api/certificates/officials', { name: 'Dra. Nurul Aini, M.Si.', nip: '196805051990031002', title: { title: 'Kepala BKPSDM', rank: 'Pembina Utama Muda', valid_from: '2020-01-01', valid_to: '' } })).id;
  const { templates } = await one('GET', '/api/certificates/templates');
  const template = await one('POST', '/api/certificates/templates', { name: title, course_code: '', audience: 'any', design: templates[0]?.design ?? {}, officials: [official], signing: kind });
  if (last) await one('POST', `/api/certificates/templates/${last}/state`, { state: 'draft' });
  await one('POST', `/api/certificates/templates/${template.id}/state`, { state: 'active' });
  last = template.id;
  const { people } = await one('POST', '/api/certificates/batch-people', { nips: known.join('\n') });
  const content = { title, organiser: 'BKPSDM Kabupaten Lumajang', started_on: '2026-11-20', completed_on: '2026-11-21', jp: 6, siasn_path: 4, place: 'Lumajang', predicate: '', subjects: [] };
  const { id } = await one('POST', '/api/certificates/batches', { content, people: people.map((p) => p.person_id), template_id: template.id });
  await two('POST', `/api/certificates/batches/${id}/approve`);
  const lot = `batch:${id}`;
  await until('three documents wait', async () => (await one('GET', '/api/signing/desk')).lots.some((l) => l.lot === lot && l.waiting === 3));
  return { one, lot, signed: async () => (await one('GET', `/api/signing/documents?lot=${lot}`)).documents.filter((d) => d.state === 'signed').length };
}

test('an official signs at BSrE: a mistyped passphrase stops at once, the right one ends the batch', async () => {
  const { signed } = await batch('bsre_sign', 'Lokakarya yang ditandatangani BSrE');
  const { page } = desk;
  await signIn(page, server, siti, password);
  await page.goto(`${server.url}/admin/tanda-tangan`);
  await page.getByRole('button', { name: 'Tandatangani 3 dokumen' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('NIK atau surel penanda tangan').fill(nik);
  await dialog.getByLabel('Frasa sandi', { exact: true }).fill('salah-ketik');
  await look(page, 'esign-dialog');
  await dialog.getByRole('button', { name: 'Tandatangani', exact: true }).click();
  await page.getByText('Berhenti sebelum selesai').waitFor();
  const counts = await (await fetch(`${far}/_standin/counts`)).json();
  assert.equal(counts.sign, 1, 'one try, and no more');
  await look(page, 'esign-wrong');

  await tell('faults', { faults: [{ op: 'sign', kind: 'short', next: 1 }] }); // a reply that lacks a file
  await page.getByRole('button', { name: 'Tandatangani 3 dokumen' }).first().click();
  await dialog.getByLabel('NIK atau surel penanda tangan').fill(nik);
  await dialog.getByLabel('Frasa sandi', { exact: true }).fill(passphrase);
  await dialog.getByRole('button', { name: 'Tandatangani', exact: true }).click();
  await page.getByText('Selesai. 3 dokumen').waitFor();
  assert.equal(await signed(), 3);
  await look(page, 'esign-done');
}, { timeout: 180_000 });

test('the seal is activated on the screen, and seals', async () => {
  const { signed } = await batch('bsre_seal', 'Lokakarya yang disegel');
  const { page } = desk;
  await page.goto(`${server.url}/admin/tanda-tangan`);
  await page.getByText('Segel elektronik instansi').click();
  await page.getByText('Belum aktif.').waitFor();
  await page.getByRole('button', { name: 'Minta kode aktivasi' }).click();
  await page.getByText('BSrE mengirim kode aktivasi').waitFor();
  await page.getByLabel('Kode aktivasi').fill('BUKAN-KODE');
  await page.getByRole('button', { name: 'Aktifkan segel' }).click();
  await page.getByText('Kode aktivasi segel elektronik tidak berlaku').waitFor();
  await page.getByLabel('Kode aktivasi').fill('STANDIN-ACTIVATION-1');
  await page.getByRole('button', { name: 'Aktifkan segel' }).click();
  await page.getByText('Segel aktif.').waitFor();
  await look(page, 'esign-seal');
  await page.getByRole('button', { name: 'Tandatangani 3 dokumen' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Tandatangani', exact: true }).click();
  await page.getByText('Selesai. 3 dokumen').waitFor();
  assert.equal(await signed(), 3);
}, { timeout: 180_000 });

test('a portal takes the documents and brings them back', async () => {
  const { signed } = await batch('portal', 'Lokakarya lewat portal');
  const { page } = desk;
  await page.goto(`${server.url}/admin/tanda-tangan`);
  await page.getByRole('button', { name: 'Kirim 3 dokumen ke portal' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Kirim ke portal', exact: true }).click();
  await until('all three are back', async () => (await signed()) === 3);
  await page.reload();
  await page.getByText('3 dari 3 ditandatangani').first().waitFor();
  await look(page, 'esign-portal');
}, { timeout: 120_000 });

test('the screens complain of nothing, and no log line holds what was typed', () => {
  assert.deepEqual(desk.complaints, []);
  const log = server.log();
  for (const secret of [nik, passphrase, 'salah-ketik', 'STANDIN-ACTIVATION-1', 'BUKAN-KODE']) {
    // The demo prints nothing of these unless it has a BSrE of its own.
    assert.ok(!log.includes(secret), `the log holds ${secret}`);
  }
});
