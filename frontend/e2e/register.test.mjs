// The register: a certificate is issued and revoked, an auditor checks its
// proof in the browser and keeps a checkpoint, and `lentera verify` checks a
// copied data folder against it.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServer, openBrowser, newPerson, look, root } from './harness.mjs';

const password = 'belajar sambil minum kopi'; // demo mode's own, printed by it
const [learner, admin, auditor] = ['199204152019032004', '198503172010012003', '197809302005012001'];
let server, browser, number;

const course = {
  'course.yaml': `code: uji-register
title: Uji register
summary: Kursus kecil untuk menguji register.
language: id
jp: 1
siasn_path: 16
organiser: Dinas Uji
audience: penguji
outcomes: [Membaca]
references: []
modules:
  - key: m1
    title: Modul uji
    jp: 1
    lessons:
      - {key: baca, title: Bacaan, kind: text, minutes: 45, file: baca.md}
`,
  'baca.md': '## Bacaan\n\nSatu paragraf bacaan untuk menguji register.\n',
};

// as gives a way to ask the server as somebody.
async function as(name) {
  const headers = { 'Content-Type': 'application/json', Origin: server.url };
  const ask = async (method, path, body) => {
    const res = await fetch(server.url + path, { method, headers, body: body && JSON.stringify(body) });
    assert.ok(res.ok, `${method} ${path}: ${res.status} ${await res.clone().text()}`);
    return res.status === 204 ? null : res.json();
  };
  headers.Authorization = `Bearer ${(await ask('POST', '/api/accounts/sign-in', { name, password })).access_token}`;
  return ask;
}

// signed waits until the newest checkpoint covers all leaves; a restart makes
// one at once, instead of within a minute.
async function signed() {
  await server.kill('SIGTERM');
  await server.start();
  const ask = await as(auditor);
  for (let i = 0; i < 300; i++) {
    const s = await ask('GET', '/api/register/status');
    if (s.opened && s.covered === s.size) return s;
    await new Promise((done) => setTimeout(done, 200));
  }
  throw new Error(`no checkpoint: ${server.log().slice(-2000)}`);
}

before(async () => {
  server = await startServer({ LENTERA_DEMO: 'true' });
  browser = await openBrowser();
  const folder = join(server.home, 'course');
  mkdirSync(folder);
  for (const [name, text] of Object.entries(course)) writeFileSync(join(folder, name), text);
  assert.match(server.cli('import', 'course', folder), /is published/);
  const ask = await as(learner);
  await ask('POST', '/api/courses/courses/uji-register/enrol');
  const lesson = (await ask('GET', '/api/courses/courses/uji-register')).modules[0].lessons[0].id;
  await ask('POST', `/api/courses/lessons/${lesson}/complete`);
  const [own] = (await ask('GET', '/api/certificates/certificates')).certificates;
  number = own.number;
  await (await as(admin))('POST', `/api/certificates/certificates/${own.id}/revoke`, { reason: 'diterbitkan untuk orang yang salah' });
}, { timeout: 120_000 });

after(async () => {
  await browser?.close();
  await server?.close();
});

test('an auditor checks a certificate and keeps a checkpoint', { timeout: 120_000 }, async () => {
  await signed();
  const { page, complaints } = await newPerson(browser);
  page.setDefaultTimeout(60_000);
  await page.goto(`${server.url}/masuk`);
  await page.getByLabel('NIP atau e-mail').fill(auditor);
  await page.getByLabel('Kata sandi').fill(password);
  await page.getByRole('button', { name: 'Masuk', exact: true }).click();
  await page.waitForURL(`${server.url}/`);
  await page.goto(`${server.url}/admin/register-bukti`);
  await page.getByText('Register utuh.').waitFor();
  await page.getByRole('button', { name: 'Periksa', exact: true }).click();
  await page.getByText('Tulis nomor sertifikat.').waitFor();
  await page.getByLabel('Nomor sertifikat').fill('800.2/9999/LENTERA/1999');
  await page.getByLabel('Nomor sertifikat').press('Enter');
  await page.getByText('tidak ditemukan di register').waitFor();
  await page.getByLabel('Nomor sertifikat').fill(number);
  await page.getByLabel('Nomor sertifikat').press('Enter');
  await page.getByText(`Hasil untuk ${number}`).waitFor();
  assert.equal(await page.getByText('Cocok: catatan sama dengan yang disegel.').count(), 2); // issued and revoked
  await page.getByText('Dicabut').waitFor();
  await look(page, 'register');
  const saving = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Unduh titik periksa' }).click();
  const kept = join(server.home, 'kept.txt');
  await (await saving).saveAs(kept);
  await page.setViewportSize({ width: 1280, height: 800 });
  await look(page, 'register');
  assert.deepEqual(complaints, []);

  const key = (await (await fetch(`${server.url}/api/register/key`)).text()).trim();
  const running = server.cli('verify', '--checkpoint', kept);
  assert.match(running, /Everything agrees\./);
  await server.kill('SIGTERM');
  const copy = join(server.home, 'copy');
  execFileSync('cp', ['-a', join(server.home, 'data'), copy]);
  const out = execFileSync(join(root, 'bin', 'lentera'), ['verify', '--key', key, '--checkpoint', kept],
    { encoding: 'utf8', env: { ...process.env, LENTERA_DATA_DIR: copy, LENTERA_DATABASE_URL: '', LENTERA_S3_ENDPOINT: '' } });
  assert.match(out, /1 certificate\.issued/);
  assert.match(out, /1 certificate\.revoked/);
  assert.match(out, /1 merit\.credit/);
  assert.match(out, /1 merit\.reversal/);
  assert.match(out, /Everything agrees\./);
  assert.match(readFileSync(kept, 'utf8'), /^lentera-register\//);
});
