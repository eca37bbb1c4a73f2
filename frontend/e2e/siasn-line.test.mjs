// The connection to SIASN, from a batch of certificates to rows with their
// documents: dry run and approval; one record refused, put right, sent again; a
// token that ends while the queue runs, and a new one pasted by the operator; a
// revoked certificate whose row goes. SIASN is the stand-in, over HTTP.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { startServer, openBrowser, newPerson, look, signIn, root, wait, as, until } from './harness.mjs';

const password = 'belajar sambil minum kopi';
const siti = '198503172010012003';
const wahyu = '198907172012061001';
const dewi = '199204152019032004';
const known = ['199204152019032004', '198706212011012009', '196905101992031011', '198402282009012006', '198812192015031004', '199009092023211007'];
const unknown = '199512012022211003'; // an ASN whom SIASN does not know at first

let standin, siasn, server, browser, desk, phone, opened;

const freePort = () => new Promise((done) => {
  const s = createServer();
  s.listen(0, '127.0.0.1', () => { const { port } = s.address(); s.close(() => done(port)); });
});

// tell speaks with the stand-in's own switches.
async function tell(method, path, body) {
  const res = await fetch(`${siasn}/_standin/${path}`, { method, headers: { 'Content-Type': 'application/json' }, body: body && JSON.stringify(body) });
  assert.ok(res.ok, `${path}: ${res.status}`);
  return res.json();
}
const token = async () => (await tell('POST', 'sso', {})).token;
const rows = async () => (await tell('GET', 'rows')).rows;

before(async () => {
  const port = await freePort();
  siasn = `http://127.0.0.1:${port}`;
  standin = spawn(join(root, 'bin', 'lentera'), ['siasn-standin', '--addr', `127.0.0.1:${port}`, '--mfa', '--only'], { stdio: 'ignore', env: { ...process.env, LENTERA_DATABASE_URL: '' } });
  for (let i = 0; i < 100; i++) {
    if (await fetch(`${siasn}/_standin/counts`).then((r) => r.ok, () => false)) break;
    await wait(50);
  }
  await tell('POST', 'people', { people: known.map((nip) => ({ nip, name: `ORANG ${nip}`, kind: 'pns' })) });
  server = await startServer({
    LENTERA_DEMO: 'true', LENTERA_SIASN_URL: `${siasn}/apisiasn/1.0`, LENTERA_SIASN_REFERENCE_URL: `${siasn}/referensi_siasn/1`,
    LENTERA_SIASN_TOKEN_URL: `${siasn}/oauth2/token`, LENTERA_SIASN_SSO_URL: `${siasn}/auth/realms/public-siasn/protocol/openid-connect/token`,
    LENTERA_SIASN_KEY: 'standin-key', LENTERA_SIASN_SECRET: 'standin-secret', LENTERA_SIASN_SSO_MODE: 'manual',
    LENTERA_SIASN_GAP: '1500ms', LENTERA_SIASN_SETTLE: '1s',
  });
  browser = await openBrowser();
  desk = await newPerson(browser, { width: 1280, height: 900 });
  phone = await newPerson(browser);
}, { timeout: 120_000 });

after(async () => {
  await browser?.close();
  await server?.close();
  standin?.kill();
});

test('without a token the board says what it waits for', async () => {
  const one = await as(server, siti, password);
  const two = await as(server, wahyu, password);
  const { people } = await one('POST', '/api/certificates/batch-people', { nips: [...known, unknown].join('\n') });
  const content = { title: 'Lokakarya Literasi Digital', organiser: 'BKPSDM Kabupaten Lumajang', started_on: '2026-11-20', completed_on: '2026-11-21', jp: 6, siasn_path: 4, place: 'Lumajang', predicate: '', subjects: [] };
  const batch = await one('POST', '/api/certificates/batches', { content, people: people.map((p) => p.person_id) });
  await two('POST', `/api/certificates/batches/${batch.id}/approve`);
  await until('seven records', async () => (await one('GET', '/api/merit/deliveries?limit=50')).rows.length === 7);
  await signIn(desk.page, server, siti, password);
  await desk.page.goto(`${server.url}/admin/siasn`);
  await desk.page.getByText('Belum ada token.').waitFor();
  await desk.page.getByRole('rowheader', { name: /Dewi Lestari/ }).waitFor();
  await look(desk.page, 'line-no-token');
}, { timeout: 120_000 });

test('a dry run shows what would go, and who cannot', async () => {
  const { page } = desk;
  await page.getByLabel('Token SSO (JWT)').fill(await token());
  await page.getByRole('button', { name: 'Simpan token' }).click();
  await page.getByText('Token tersimpan.').waitFor();
  await page.getByRole('button', { name: 'Uji coba 7 catatan yang tampil' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Baris baru').first().waitFor();
  assert.equal(await dialog.getByText('Baris baru').count(), 6);
  assert.equal(await dialog.getByText('Tidak dikirim').count(), 1);
  await look(page, 'line-dry-run');
  assert.deepEqual(await rows(), [], 'a dry run writes nothing');
}, { timeout: 60_000 });

test('the token ends in the middle; a new one brings the batch to its end', async () => {
  const { page } = desk;
  // One of the six is refused by SIASN at its save.
  await tell('POST', 'faults', { faults: [{ op: 'save_course', kind: 'refused', next: 1 }] });
  await page.getByRole('dialog').getByRole('button', { name: 'Setujui 6 catatan' }).click();
  await page.getByText('6 catatan disetujui').waitFor();
  await until('a first row', async () => (await rows()).length >= 1);
  await tell('POST', 'expire', { APIM: true, SSO: true });
  await page.reload();
  await until('the queue stops', async () => page.getByText('Antrean berhenti').isVisible().then((v) => v || page.reload().then(() => false)));
  await look(page, 'line-token-over');
  const halfway = (await rows()).length;
  assert.ok(halfway < 5, `${halfway} rows were there before the token ended`);
  await page.getByLabel('Token SSO (JWT)').fill(await token());
  await page.getByRole('button', { name: 'Simpan token' }).click();
  await page.getByText('Token tersimpan.').waitFor();
  opened = await as(server, siti, password);
  // Five are there; one was refused at its save, and one is of somebody whom SIASN does not know.
  await until('five confirmed, two refused', async () => {
    const { counts } = await opened('GET', '/api/merit/siasn');
    return counts.confirmed === 5 && counts.refused === 2;
  }, 90);
}, { timeout: 180_000 });

test('the refused record says why, and goes after the operator has acted', async () => {
  const { page } = desk;
  await page.reload();
  await page.getByLabel('Keadaan').selectOption('refused');
  const row = (words) => page.getByRole('row').filter({ hasText: words });
  await row('Rizky Maulana').getByText('SIASN tidak menemukan NIP ini.').waitFor();
  await row('Kata SIASN: Data ditolak').waitFor();
  await look(page, 'line-refused');
  await row('Kata SIASN: Data ditolak').getByRole('button', { name: /^Coba lagi/ }).click();
  await until('six rows', async () => (await rows()).length === 6);

  // The person SIASN did not know is entered there, then sent from here.
  await tell('POST', 'people', { people: [{ nip: unknown, name: 'RIZKY MAULANA', kind: 'pppk' }] });
  await row('Rizky Maulana').getByRole('button', { name: /^Coba lagi/ }).click();
  await page.getByText('Tersimpan.').waitFor();
  await page.getByLabel('Keadaan').selectOption('');
  await row('Rizky Maulana').getByRole('button', { name: /^Uji coba dan setujui/ }).click();
  await page.getByRole('dialog').getByText('Baris baru').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Setujui 1 catatan' }).click();
  await until('all seven there', async () => (await opened('GET', '/api/merit/siasn')).counts.confirmed === 7, 90);
  const there = await rows();
  assert.equal(there.length, 7);
  assert.equal(new Set(there.map((r) => r.number)).size, 7, 'each number once');
  for (const row of there) assert.equal(row.docs?.['881']?.uploads >= 1, true, `${row.number} has its document`);
  await page.reload();
  await page.getByRole('cell', { name: /Tercatat/ }).first().waitFor();
  await look(page, 'line-all-there');
}, { timeout: 180_000 });

test('a revoked certificate takes its row away, and the learner sees so', async () => {
  const { rows: issued } = await opened('GET', '/api/certificates/register?q=Dewi');
  await opened('POST', `/api/certificates/certificates/${issued[0].id}/revoke`, { reason: 'Peserta tidak hadir' });
  await until('its row is gone', async () => (await rows()).length === 6, 90);
  assert.equal((await rows()).some((r) => r.nip === dewi), false);
  await until('the record says so', async () => (await opened('GET', '/api/merit/siasn')).counts.removed === 1, 90);
  await signIn(phone.page, server, dewi, password);
  await phone.page.goto(`${server.url}/jp/siasn`);
  await phone.page.getByText('SIASN: dihapus').waitFor();
  await look(phone.page, 'line-removed');
  assert.deepEqual([...desk.complaints, ...phone.complaints], []);
}, { timeout: 180_000 });
