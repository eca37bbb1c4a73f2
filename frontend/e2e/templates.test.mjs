// Certificates issued by hand: one admin prepares, another approves, both look
// at the register; one is revoked, one superseded.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { startServer, openBrowser, newPerson, look } from './harness.mjs';

const password = 'belajar sambil minum kopi';
let server, browser;
before(async () => {
  server = await startServer({ LENTERA_DEMO: 'true' });
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

async function signedIn(nip, size) {
  const who = await newPerson(browser, size);
  who.page.setDefaultTimeout(60_000);
  await who.page.goto(`${server.url}/masuk`);
  await who.page.getByLabel('NIP atau e-mail').fill(nip);
  await who.page.getByLabel('Kata sandi', { exact: true }).fill(password);
  await who.page.getByRole('button', { name: 'Masuk', exact: true }).click();
  await who.page.waitForURL(`${server.url}/`);
  return who;
}

test('a batch needs two persons and can be followed to the register', async () => {
  const one = await signedIn('198503172010012003', { width: 1280, height: 800 });
  const p = one.page;
  await p.goto(`${server.url}/admin/register-nomor`);
  await p.getByRole('heading', { name: 'Tidak ada sertifikat yang cocok' }).waitFor();
  await look(p, 'register-empty');
  await p.goto(`${server.url}/admin/terbitkan`);
  await p.getByRole('heading', { name: 'Belum ada daftar penerbitan' }).waitFor();
  await look(p, 'issue-empty');
  await p.getByLabel('Judul pelatihan').fill('Lokakarya Literasi Digital');
  await p.getByLabel('Penyelenggara').fill('BKPSDM Kabupaten Lumajang');
  await p.getByLabel('Tanggal mulai').fill('2026-11-20');
  await p.getByLabel('Tanggal selesai').fill('2026-11-21');
  await p.getByLabel('Jumlah JP').fill('6');
  await p.getByLabel('Daftar NIP').fill('NIP\n199204152019032004\n199009092023211007\nabc\n199204152019032004');
  await p.getByRole('button', { name: 'Periksa daftar' }).click();
  await p.getByText('2 orang siap diterbitkan').waitFor();
  await p.getByText('bukan NIP 18 angka').waitFor();
  await look(p, 'issue-checked');
  await p.getByRole('button', { name: 'Ajukan untuk disetujui' }).click();
  await p.getByText('Anda penyusunnya').waitFor();
  assert.equal(await p.getByRole('button', { name: 'Setujui dan terbitkan' }).count(), 0);

  const two = await signedIn('198907172012061001', { width: 360, height: 740 });
  await two.page.goto(`${server.url}/admin/terbitkan`);
  await two.page.getByRole('button', { name: 'Setujui dan terbitkan' }).click();
  await two.page.getByRole('dialog').getByRole('button', { name: 'Setujui dan terbitkan' }).click();
  await two.page.getByText('2 dari 2 terbit').waitFor();
  await look(two.page, 'issue-done');

  await two.page.goto(`${server.url}/admin/register-nomor`);
  await two.page.getByRole('button', { name: /^Cabut/ }).first().click();
  await two.page.getByLabel('Alasan').fill('Pelatihan dibatalkan panitia');
  await two.page.getByRole('dialog').getByRole('button', { name: 'Cabut' }).click();
  await two.page.getByText('sudah dicabut.').waitFor();
  await two.page.getByRole('button', { name: /^Ganti/ }).first().click();
  await two.page.getByLabel('Judul pelatihan').fill('Lokakarya Literasi Digital Dasar');
  await two.page.getByLabel('Alasan').fill('Judul keliru dicetak');
  await two.page.getByRole('dialog').getByRole('button', { name: 'Ganti' }).click();
  await two.page.getByText('Sertifikat baru: ').waitFor();
  await two.page.getByText('Menggantikan ').waitFor();
  await look(two.page, 'register');
  await p.goto(`${server.url}/admin/register-nomor?status=superseded`);
  await p.getByText('Diganti oleh').waitFor();
  await look(p, 'register-superseded');
  for (const who of [one, two]) {
    assert.deepEqual(who.complaints, []);
    await who.context.close();
  }
});
