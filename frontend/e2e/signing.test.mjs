// Signing: certificates wait for the agency's key, a wrong passphrase is
// refused, the server dies in the middle, the rest is signed afterwards, and an
// independent reader accepts what the learner downloads.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startServer, openBrowser, newPerson, activate, look, shots, wait } from './harness.mjs';

const secret = 'pohon beringin di alun-alun';
const passphrase = 'rahasia kunci instansi';
const people = 240;
const nips = Array.from({ length: people }, (_, i) => `19850317201001${2}${String(i + 1).padStart(3, '0')}`);
let keys, server, browser, one, two, learner;

// An authority and a key from OpenSSL: nothing of it comes from the program.
function makeKeys() {
  const dir = mkdtempSync(join(tmpdir(), 'lentera-keys-'));
  const ssl = (...args) => execFileSync('openssl', args, { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] });
  ssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'ca.key', '-out', 'ca.pem', '-days', '30', '-subj', '/CN=CA uji/C=ID');
  ssl('req', '-newkey', 'rsa:2048', '-nodes', '-keyout', 'key.pem', '-out', 'key.csr', '-subj', '/CN=Kabupaten Contoh/C=ID');
  writeFileSync(join(dir, 'ext'), 'keyUsage=critical,digitalSignature,nonRepudiation\nbasicConstraints=CA:FALSE\n');
  ssl('x509', '-req', '-in', 'key.csr', '-CA', 'ca.pem', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '20', '-extfile', 'ext', '-out', 'cert.pem');
  ssl('pkcs12', '-export', '-inkey', 'key.pem', '-in', 'cert.pem', '-certfile', 'ca.pem', '-out', 'key.p12', '-passout', `pass:${passphrase}`);
  execFileSync('certutil', ['-N', '-d', 'sql:.', '--empty-password'], { cwd: dir });
  execFileSync('certutil', ['-A', '-d', 'sql:.', '-n', 'ca', '-t', 'CT,CT,CT', '-i', 'ca.pem'], { cwd: dir });
  return dir;
}

before(async () => {
  keys = makeKeys();
  server = await startServer({ LENTERA_SIGNING_KEYS: join(keys, 'key.p12'), LENTERA_SIGNING_ROOTS: join(keys, 'ca.pem') });
  browser = await openBrowser();
}, { timeout: 120_000 });

after(async () => {
  await browser?.close();
  await server?.close();
  if (keys) rmSync(keys, { recursive: true, force: true });
});

const codeIn = (out) => out.match(/[A-Z0-9]{4}(?:-[A-Z0-9]{4})+/)[0];
const enter = async (page, name, code) => {
  page.setDefaultTimeout(60_000);
  await activate(page, server, name, code, secret);
};

// api calls as the person of the page, with a fresh token of their session.
const api = (page, method, path, body) =>
  page.evaluate(async ([method, path, body]) => {
    const token = (await (await fetch('/api/accounts/refresh', { method: 'POST' })).json()).access_token;
    const res = await fetch(path, { method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' }, body: body && JSON.stringify(body) });
    const text = await res.text();
    if (!res.ok) throw new Error(`${method} ${path}: ${res.status} ${text}`);
    return text ? JSON.parse(text) : null;
  }, [method, path, body]);

test('sign a batch, survive a crash, check the file', { timeout: 400_000 }, async () => {
  try {
    await story();
  } catch (error) {
    for (const [who, p] of Object.entries({ one, two, learner })) await p?.page.screenshot({ path: join(shots, `broken-signing-${who}.png`) }).catch(() => {});
    throw error;
  }
});

async function story() {
  one = await newPerson(browser, { width: 1280, height: 900 });
  two = await newPerson(browser, { width: 360 });
  await enter(one.page, 'satu@contoh.example', codeIn(server.cli('admin', 'create', '--name', 'Admin Satu', '--email', 'satu@contoh.example', '--role', 'training_admin')));
  await enter(two.page, 'dua@contoh.example', codeIn(server.cli('admin', 'create', '--name', 'Admin Dua', '--email', 'dua@contoh.example', '--role', 'training_admin')));
  const { page } = one;
  await page.goto(`${server.url}/admin/tanda-tangan`);
  await page.getByRole('heading', { name: 'Tidak ada yang perlu ditandatangani' }).waitFor();
  await look(page, 'signing-empty');
  await issueBatch(page);
  await theLearnerWaits(page);
  await signWrongly(page);
  await signAndCrash(page);
  await signTheRest();
  await theLearnerDownloads();
  for (const p of [one, two, learner]) assert.deepEqual(p.complaints, []);
}

// issueBatch prepares by the screen's own calls, with the second admin's yes.
async function issueBatch(page) {
  const roster = join(server.home, 'asn.csv');
  const head = 'nip_baru;nama;tanggal_lahir;jenis_kelamin;status_cpns_pns;tmt_cpns;gol_akhir_nama;jabatan_nama;unor_id;unor_nama;kedudukan_hukum_nama';
  const units = join(server.home, 'unor.csv');
  writeFileSync(units, 'Id;NamaUnor;DiatasanId\nA1;Pemerintah Kabupaten Contoh;\n');
  writeFileSync(roster, [head, ...nips.map((nip, i) => `${nip};Orang Rekaan ${i + 1};17-03-1985;F;PNS;01-01-2010;III/c;Pengelola;A1;Pemerintah Kabupaten Contoh;Aktif`)].join('\n') + '\n');
  server.cli('import', 'units', units);
  server.cli('import', 'roster', '--commit', roster);
  await page.goto(`${server.url}/admin/terbitkan`);
  await page.getByLabel('Judul').first().waitFor();
  await page.getByLabel('Tanda tangan elektronik').waitFor();
  await look(page, 'issue-with-signing');
  const found = (await api(page, 'POST', '/api/certificates/batch-people', { nips: nips.join('\n') })).people;
  assert.equal(found.filter((p) => p.person_id && !p.finding).length, people);
  const batch = await api(page, 'POST', '/api/certificates/batches', {
    content: { title: 'Literasi AI untuk aparatur', organiser: 'BKPSDM Contoh', place: '', started_on: '2026-11-23', completed_on: '2026-11-24', jp: 4, siasn_path: 16, predicate: '', subjects: [{ title: 'Dasar', jp: 4 }], signing: 'local' },
    people: found.map((p) => p.person_id),
  });
  await api(two.page, 'POST', `/api/certificates/batches/${batch.id}/approve`);
  for (let i = 0; ; i++) {
    const { lots } = await api(page, 'GET', '/api/signing/desk');
    if (lots[0]?.waiting === people) break;
    assert.ok(i < 120, `drawn: ${JSON.stringify(lots)}`);
    await wait(1000);
  }
}

async function theLearnerWaits() {
  learner = await newPerson(browser);
  const code = codeIn(server.cli('admin', 'code', nips[0]));
  await enter(learner.page, nips[0], code);
  await learner.page.goto(`${server.url}/sertifikat`);
  await learner.page.getByText('menunggu tanda tangan elektronik').waitFor();
  assert.equal(await learner.page.getByRole('button', { name: /^Unduh/ }).count(), 0);
  await look(learner.page, 'certificate-to-be-signed');
}

async function signWrongly(page) {
  await page.goto(`${server.url}/admin/tanda-tangan`);
  await page.getByText(`${people} menunggu tanda tangan`).waitFor();
  await look(page, 'signing-desk');
  await page.getByRole('button', { name: new RegExp(`^Tandatangani ${people} dokumen`) }).press('Enter');
  await page.getByLabel('Frasa sandi', { exact: true }).fill('frasa yang salah');
  await look(page, 'signing-dialog');
  await page.getByRole('button', { name: 'Tandatangani', exact: true }).click();
  await page.locator('#passphrase-error').getByText('Frasa sandi salah').waitFor();
  assert.equal(await page.getByLabel('Frasa sandi', { exact: true }).inputValue(), '');
  await look(page, 'signing-wrong-passphrase');
}

// signAndCrash kills the server as soon as some are signed.
async function signAndCrash(page) {
  await page.getByLabel('Frasa sandi', { exact: true }).fill(passphrase);
  await page.keyboard.press('Enter');
  await page.getByText('Sedang ditandatangani:').waitFor();
  for (let i = 0; ; i++) {
    const { lots } = await api(page, 'GET', '/api/signing/desk');
    if (lots.some((l) => l.signed > 20)) break;
    assert.ok(i < 200, JSON.stringify(lots));
  }
  await server.kill('SIGKILL');
  await server.start();
  for (let i = 0; ; i++) {
    const { lots, runs } = await api(page, 'GET', '/api/signing/desk');
    const sum = (key) => lots.reduce((n, l) => n + l[key], 0);
    if (runs[0].state === 'stopped') {
      assert.equal(runs[0].why, 'passphrase-again');
      assert.equal(sum('signed') + sum('waiting'), people);
      assert.ok(sum('signed') > 0 && sum('waiting') > 0, `the crash came in the middle: ${JSON.stringify(lots)}`);
      break;
    }
    assert.ok(i < 90, JSON.stringify(runs));
    await wait(1000);
  }
}

async function signTheRest() {
  const { page } = two; // the other admin, on a phone
  await page.goto(`${server.url}/admin/tanda-tangan`);
  await page.getByText('Masukkan frasa sandi lagi').first().waitFor();
  await look(page, 'signing-after-crash');
  await page.getByRole('button', { name: /^Lihat dokumen/ }).click();
  await page.getByLabel('Keadaan').selectOption('waiting');
  await page.getByRole('checkbox').first().check();
  await page.getByText('1 dokumen dipilih').waitFor();
  await look(page, 'signing-documents');
  await page.getByRole('button', { name: 'Tandatangani 1 dokumen' }).click();
  await page.getByLabel('Frasa sandi', { exact: true }).fill(passphrase);
  await page.getByRole('button', { name: 'Tandatangani', exact: true }).click();
  await page.getByText('Selesai. 1 dokumen').waitFor();
  await page.getByRole('button', { name: /Semua kelompok/ }).click();
  await page.getByRole('button', { name: /^Tandatangani \d+ dokumen/ }).click();
  await page.getByLabel('Frasa sandi', { exact: true }).fill(passphrase);
  await page.getByRole('button', { name: 'Tandatangani', exact: true }).click();
  await page.getByText(/^Selesai\. \d+ dokumen/).waitFor({ timeout: 120_000 });
  await page.getByText(`${people} dari ${people} ditandatangani`).waitFor();
  await look(page, 'signing-done');
}

async function theLearnerDownloads() {
  const { page } = learner;
  await page.reload();
  const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /^Unduh/ }).click()]);
  const path = join(keys, 'signed.pdf');
  await saved.saveAs(path);
  const said = execFileSync('pdfsig', ['-nssdir', `sql:${keys}`, path], { encoding: 'utf8' });
  for (const words of ['Signature is Valid', 'Certificate is Trusted', 'Total document signed', 'Kabupaten Contoh']) assert.match(said, new RegExp(words));
  assert.doesNotMatch(execFileSync('qpdf', ['--check', path], { encoding: 'utf8' }), /WARNING/);
  assert.match(execFileSync('pdftotext', [path, '-'], { encoding: 'utf8' }), /Orang Rekaan 1\b/);
  assert.match(server.cli('verify-file', path), /Result: +valid[\s\S]*Ours: +yes, certificate 800\.2\/\d+\/LENTERA\/2026, now valid/);
  const upload = async (headline) => {
    await page.goto(`${server.url}/verifikasi-berkas`);
    await page.getByLabel('Berkas PDF').setInputFiles(path);
    await page.getByRole('button', { name: 'Periksa' }).click();
    await page.getByRole('heading', { name: headline }).waitFor();
  };
  await upload('Tanda tangannya sah dan berkasnya utuh');
  await look(page, 'file-check-good');
  await page.goto(`${server.url}/sertifikat`);
  const bytes = readFileSync(path);
  bytes[Math.floor(bytes.length / 3)] ^= 1;
  writeFileSync(path, bytes);
  await upload('Isi berkas ini sudah diubah');
  await look(page, 'file-check-changed');
  assert.throws(() => server.cli('verify-file', path), (e) => /Result: +tampered[\s\S]*Ours: +no/.test(e.stdout));
  assert.doesNotMatch(spawnSync('pdfsig', ['-nssdir', `sql:${keys}`, path], { encoding: 'utf8' }).stdout, /Signature is Valid/);
  for (const word of [passphrase, 'frasa yang salah']) assert.ok(!server.log().includes(word), 'a passphrase is in the log');
}
