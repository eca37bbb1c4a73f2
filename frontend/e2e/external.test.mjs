// A certificate from elsewhere, photographed on a phone: handed in, checked by
// one training admin, approved by another, and counted. Nobody can do two of it.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { startServer, openBrowser, newPerson, look, shots } from './harness.mjs';

const secret = 'pohon beringin di alun-alun';
let server, browser, owner, first, second, photo;

before(async () => {
  server = await startServer();
  browser = await openBrowser();
}, { timeout: 120_000 });

after(async () => {
  await browser?.close();
  await server?.close();
});

const activate = async (name, role, id, width) => {
  const out = server.cli('admin', 'create', '--name', name, ...id, '--role', role);
  const [code] = out.match(/[A-Z0-9]{4}(?:-[A-Z0-9]{4})+/);
  const person = await newPerson(browser, { width, height: 800 });
  person.page.setDefaultTimeout(60_000);
  await person.page.goto(`${server.url}/aktivasi`);
  await person.page.getByLabel('NIP atau e-mail').fill(id[1]);
  await person.page.getByLabel('Kode aktivasi').fill(code);
  await person.page.getByLabel('Kata sandi baru', { exact: true }).fill(secret);
  await person.page.getByLabel('Ulangi kata sandi baru').fill(secret);
  await person.page.getByRole('button', { name: 'Aktifkan dan masuk' }).click();
  await person.page.waitForURL(`${server.url}/`);
  return person;
};

test('from a photo to JP, through three persons', { timeout: 180_000 }, async () => {
  try {
    await story();
  } catch (error) {
    for (const [who, p] of Object.entries({ owner, first, second })) await p?.page.screenshot({ path: join(shots, `broken-external-${who}.png`) }).catch(() => {});
    throw error;
  }
});

async function story() {
  owner = await activate('Rina Contoh', 'learner', ['--nip', '198503172010012003'], 360);
  let { page } = owner;
  await page.goto(`${server.url}/jp`);
  photo = await page.screenshot();
  await page.getByRole('link', { name: 'Sertifikat dari luar' }).click();
  await page.getByRole('heading', { name: 'Belum ada pengajuan' }).waitFor();
  await look(page, 'external-empty');
  await page.getByRole('button', { name: 'Ajukan sertifikat' }).click();
  await page.getByRole('button', { name: 'Ajukan', exact: true }).click();
  await page.getByRole('link', { name: 'Isi penyelenggara.' }).waitFor();
  await look(page, 'external-form');
  await page.getByLabel('Foto atau PDF sertifikat').setInputFiles({ name: 'foto.jpg', mimeType: 'image/png', buffer: photo });
  await page.getByLabel('Judul kegiatan').fill('Bimtek Kearsipan Digital');
  await page.getByLabel('Penyelenggara').fill('BPSDM Provinsi');
  await page.getByLabel('Nomor sertifikat').fill('890/12/BPSDM/2026');
  await page.getByLabel('Tanggal mulai').fill('2026-03-02');
  await page.getByLabel('Tanggal selesai').fill('2026-03-04');
  await page.getByLabel('JP menurut sertifikat').fill('12');
  await page.getByRole('button', { name: 'Ajukan', exact: true }).click();
  await page.getByText('Pengajuan terkirim').waitFor();
  await page.getByText('Menunggu pemeriksaan').waitFor();
  await look(page, 'external-sent');

  first = await activate('Admin Satu', 'training_admin', ['--email', 'satu@contoh.example'], 1280);
  ({ page } = first);
  await page.goto(`${server.url}/admin/klaim-jp`);
  await page.getByRole('button', { name: /Bimtek Kearsipan Digital/ }).waitFor();
  await look(page, 'claims-queue');
  await page.getByRole('button', { name: /Bimtek Kearsipan Digital/ }).click();
  await page.getByRole('button', { name: 'Lihat gambar' }).click();
  await page.getByRole('img', { name: /Berkas sertifikat/ }).waitFor();
  await page.getByRole('button', { name: 'Nyatakan sudah diperiksa' }).click();
  await page.getByText('Isi bagian ini dahulu.').waitFor();
  await look(page, 'claim-to-check');
  await page.getByLabel(/Yang Anda periksa/).fill('BPSDM membenarkan nomor ini lewat telepon.');
  await page.getByRole('button', { name: 'Nyatakan sudah diperiksa' }).click();
  await page.getByText('Anda yang memeriksa; orang lain harus menyetujui.').waitFor();
  assert.equal(await page.getByRole('button', { name: /^Setujui/ }).count(), 0);
  await look(page, 'claim-checked');

  second = await activate('Admin Dua', 'training_admin', ['--email', 'dua@contoh.example'], 360);
  ({ page } = second);
  await page.goto(`${server.url}/admin/klaim-jp?tahap=to_approve`);
  await page.getByRole('button', { name: /Bimtek Kearsipan Digital/ }).click();
  await page.getByRole('button', { name: 'Setujui 12 JP' }).waitFor();
  await look(page, 'claim-to-approve');
  await page.getByRole('button', { name: 'Setujui 12 JP' }).click();
  await page.getByText('Disetujui. 12 JP tercatat.').waitFor();

  ({ page } = owner);
  await page.goto(`${server.url}/jp?tahun=2026`);
  await page.getByRole('heading', { name: 'Bimtek Kearsipan Digital' }).waitFor();
  await look(page, 'jp-with-external');
  await page.goto(`${server.url}/jp/eksternal`);
  await page.getByText('Disetujui').waitFor();

  // Paper by table: a row that fits nobody is named, nothing is applied.
  ({ page } = first);
  await page.goto(`${server.url}/admin/klaim-jp`);
  await page.getByRole('button', { name: 'Masukkan sertifikat kertas' }).click();
  await page.getByLabel('Tabel sertifikat').setInputFiles({ name: 'lama.csv', mimeType: 'text/csv', buffer: Buffer.from('NIP;Judul;Penyelenggara;Nomor;Tanggal mulai;Tanggal selesai;JP;Jalur\n198503172010012003;Diklat Lama;BKPSDM;1/2019;04-03-2019;06-03-2019;24;3\n199001012020011999;Entah;X;2;04-03-2019;06-03-2019;24;3\n') });
  await page.getByRole('button', { name: 'Periksa tabel' }).click();
  await page.getByText('1 baris siap, 1 baris bermasalah.').waitFor();
  await look(page, 'claims-import');
  await page.getByRole('button', { name: 'Ajukan 1 baris' }).click();
  await page.getByText('1 sertifikat diajukan.').waitFor();

  await page.goto(`${server.url}/jp/mengajar`);
  await page.getByRole('button', { name: 'Catat jam mengajar' }).click();
  await page.getByLabel('Menit mengajar seluruhnya').fill('179');
  await page.getByText('Menjadi 3 JP.').waitFor();
  await look(page, 'teaching-form');
  for (const p of [owner, first, second]) assert.deepEqual(p.complaints, []);
}
