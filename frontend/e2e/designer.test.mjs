// A certificate from an empty page to fifty sheets: officials with titles, a
// series of numbers, a template designed by keyboard and mouse with the PDF
// beside it, a batch of two persons, and what the sheets then say.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServer, openBrowser, newPerson, signIn, look, shots } from './harness.mjs';
import { api } from './finish.mjs';

const password = 'belajar sambil minum kopi';
const [siti, wahyu, ratna] = ['198503172010012003', '198907172012061001', '197809302005012001'];
const now = new Date();
const day = (shift) => new Date(now.getTime() + shift * 86_400_000).toLocaleDateString('sv', { timeZone: 'Asia/Jakarta' });
const year = day(0).slice(0, 4);
const fifty = Array.from({ length: 50 }, (_, i) => `19870101201001${1 + (i % 2)}${String(i + 100)}`);
let server, browser, one, two;

before(async () => {
  server = await startServer({ LENTERA_DEMO: 'true' });
  browser = await openBrowser();
}, { timeout: 120_000 });

after(async () => {
  await browser?.close();
  await server?.close();
});

async function person(name, size) {
  const who = await newPerson(browser, size);
  who.page.setDefaultTimeout(30_000);
  await signIn(who.page, server, name, password);
  return who;
}

const words = (text) => text.replace(/\s+/g, ' ');
const textOf = (file, ...args) => words(execFileSync('pdftotext', [...args, file, '-'], { encoding: 'utf8' }));

// both looks at a screen at the widths of a desk and of a phone.
async function both(page, name) {
  await look(page, name);
  await page.setViewportSize({ width: 360, height: 740 });
  await look(page, name);
  await page.setViewportSize({ width: 1280, height: 900 });
}

// drawn waits until the preview has followed the form and saves its PDF.
async function drawn(page, name) {
  await page.locator('#preview[aria-busy=false]').waitFor();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Unduh PDF pratinjau' }).click()]);
  const path = join(server.home, `${name}.pdf`);
  await file.saveAs(path);
  return path;
}

test('fifty certificates of a design of one\'s own', { timeout: 600_000 }, async () => {
  try {
    one = await person(siti, { width: 1280, height: 900 });
    await officials(one.page);
    await series(one.page);
    await design(one.page);
    await activate(one.page);
    await auditor();
    await issue(one.page);
    await sheets();
    for (const who of [one, two]) assert.deepEqual(who.complaints, []);
  } catch (error) {
    for (const [n, who] of [one, two].entries()) await who?.page.screenshot({ path: join(shots, `broken-designer-${n}.png`), fullPage: true }).catch(() => {});
    throw error;
  }
});

async function officials(page) {
  await page.goto(`${server.url}/admin/pejabat`);
  await page.getByRole('heading', { name: 'Belum ada pejabat' }).waitFor();
  await both(page, 'officials-empty');
  await page.getByRole('button', { name: 'Tambah pejabat' }).click();
  await page.getByLabel('Nama lengkap').fill('Drs. Bambang Wijaya, M.M.');
  await page.getByLabel('NIP (boleh kosong)').fill('1970');
  await page.getByRole('button', { name: 'Simpan' }).click();
  await page.getByRole('link', { name: 'NIP terdiri dari 18 angka. Kosongkan bila tidak ada.' }).waitFor();
  await page.getByRole('link', { name: 'Isi jabatan, paling banyak 200 huruf.' }).click();
  assert.match(await page.evaluate(() => document.activeElement.id), /^title-/);
  await both(page, 'officials-wrong');
  await page.getByLabel('NIP (boleh kosong)').fill('197001011995031001');
  await page.getByLabel('Jabatan', { exact: true }).fill('Sekretaris BKPSDM');
  await page.getByLabel('Berlaku mulai').fill('2020-01-01');
  await page.getByRole('button', { name: 'Simpan' }).click();
  await page.getByText('Drs. Bambang Wijaya, M.M. ditambahkan.').waitFor();
  // what he is since yesterday, and what he will be next month
  for (const [title, from] of [['Kepala BKPSDM Kabupaten Lumajang', day(-1)], ['Sekretaris Daerah', day(30)]]) {
    await page.getByRole('button', { name: 'Jabatan baru Drs. Bambang Wijaya, M.M.' }).click();
    await page.getByLabel('Jabatan', { exact: true }).fill(title);
    await page.getByLabel('Pangkat (boleh kosong)').fill('Pembina Utama Muda (IV/c)');
    await page.getByLabel('Berlaku mulai').fill(from);
    await page.getByRole('button', { name: 'Simpan' }).click();
    await page.getByText('Jabatan baru Drs. Bambang Wijaya, M.M. dicatat.').waitFor();
    await page.getByText(title, { exact: true }).waitFor();
  }
  for (const [name, title] of [['Rina Hartati, S.Sos.', 'Kepala Bidang Pengembangan Kompetensi'], ['Tono Wibowo', 'Kepala Bidang Mutasi']]) {
    await page.getByRole('button', { name: 'Tambah pejabat' }).click();
    await page.getByLabel('Nama lengkap').fill(name);
    await page.getByLabel('Jabatan', { exact: true }).fill(title);
    await page.getByLabel('Berlaku mulai').fill('2024-05-01');
    await page.getByRole('button', { name: 'Simpan' }).click();
    await page.getByText(`${name} ditambahkan.`).waitFor();
  }
  await page.getByRole('button', { name: 'Akhiri jabatan Tono Wibowo' }).click();
  await page.getByLabel('Hari terakhir').fill('2024-01-01');
  await page.getByRole('dialog').getByRole('button', { name: 'Akhiri' }).click();
  await page.getByText('Tidak ada jabatan yang berlaku sampai sesudah hari itu.').waitFor();
  await page.getByLabel('Hari terakhir').fill(day(-1));
  await look(page, 'officials-end');
  await page.getByRole('dialog').getByRole('button', { name: 'Akhiri' }).click();
  await page.getByText('Hari ini tanpa jabatan').waitFor();
  await both(page, 'officials');
}

async function series(page) {
  await page.goto(`${server.url}/admin/seri-nomor`);
  await page.getByText(`800.2/0001/LENTERA/${year}`).waitFor();
  await both(page, 'series-one');
  await page.getByRole('button', { name: 'Buat seri', exact: true }).click();
  await page.getByLabel('Nama seri').fill('BKPSDM');
  await page.getByLabel('Pola nomor').fill('{class}/{seq}{year}');
  await page.getByRole('button', { name: 'Buat seri ini' }).click();
  await page.getByRole('link', { name: /^Beri tanda pemisah/ }).waitFor();
  await both(page, 'series-wrong');
  await page.getByLabel('Pola nomor').fill('{class}/{seq}/{unit}/{year}');
  await page.getByLabel('Kode klasifikasi arsip').fill('800.2.4');
  await page.getByLabel('Singkatan unit').fill('BKPSDM');
  await page.getByText(`Contoh: 800.2.4/0001/BKPSDM/${year}`).waitFor();
  await page.getByRole('button', { name: 'Buat seri ini' }).click();
  await page.getByText(`Nomor pertamanya 800.2.4/0001/BKPSDM/${year}.`).waitFor();
  await both(page, 'series');
}

async function design(page) {
  await page.goto(`${server.url}/admin/templat`);
  await page.getByRole('heading', { name: 'Belum ada templat' }).waitFor();
  await both(page, 'templates-empty');

  // By keyboard alone, as far as the sentences go.
  await page.getByRole('link', { name: 'Buat templat' }).focus();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Buat templat' }).waitFor();
  await page.getByRole('img', { name: /halaman 1 dari 2/ }).waitFor();
  const plain = textOf(await drawn(page, 'plain'));
  assert.match(plain, /SERTIFIKAT.*NIP 199001012015011001.*CONTOH/);
  for (let i = 0; i < 60 && (await page.evaluate(() => document.activeElement?.id)) !== 'name'; i++) await page.keyboard.press('Tab');
  await page.keyboard.type('STTP BKPSDM');
  for (const text of ['', '', 'STTP', 'dengan hormat diberikan kepada', 'telah mengikuti {judul}']) {
    await page.keyboard.press('Tab');
    await page.keyboard.type(text);
  }
  await page.getByText('Tanda kurung kurawal ini tidak dikenal.').waitFor();
  await page.getByText('Pratinjau menunggu isian yang perlu diperbaiki.').waitFor();
  await page.getByText('Kata ganti yang dapat dipakai dalam kalimat').click();
  await both(page, 'designer-wrong');
  await page.getByLabel('Kalimat di atas judul pelatihan').fill('telah mengikuti pelatihan selama {jp} JP');
  await page.getByText('Tanda kurung kurawal ini tidak dikenal.').waitFor({ state: 'detached' });

  // By mouse: colour, emblem, signatories, series.
  await page.getByLabel('Warna', { exact: true }).fill('#ffd200');
  await page.getByText(/terlalu terang. Paling sedikit 4,5 banding 1/).waitFor();
  await page.getByText('Warna ini terlalu terang untuk dibaca di kertas putih.').waitFor();
  await page.getByLabel('Warna', { exact: true }).fill('#6B1F2A');
  await page.getByText(/banding 1 di kertas putih: terbaca/).waitFor();
  await page.getByLabel('Lambang').setInputFiles({ name: 'lambang.svg', mimeType: 'image/svg+xml', buffer: Buffer.from('<svg/>') });
  await page.getByText('Lambang harus gambar PNG atau JPEG, paling banyak empat juta piksel.').waitFor();
  const photo = await page.screenshot({ scale: 'device' });
  assert.ok(photo.length > 70_000, 'a picture larger than what other calls may send');
  await page.getByLabel('Lambang').setInputFiles({ name: 'lambang.png', mimeType: 'image/png', buffer: photo });
  await page.getByText('Tuliskan apa yang tampak pada lambang.').waitFor();
  await page.getByLabel('Apa yang tampak pada lambang').fill('Lambang Kabupaten Lumajang');
  await page.getByLabel('Penanda tangan pertama', { exact: true }).selectOption({ label: 'Drs. Bambang Wijaya, M.M. · Kepala BKPSDM Kabupaten Lumajang' });
  await page.getByLabel('Penanda tangan kedua', { exact: true }).selectOption({ label: 'Tono Wibowo · tanpa jabatan hari ini' });
  await page.getByText('Tono Wibowo tidak punya jabatan hari ini').waitFor();
  await page.getByLabel('Penanda tangan kedua', { exact: true }).selectOption({ label: 'Rina Hartati, S.Sos. · Kepala Bidang Pengembangan Kompetensi' });
  await page.getByLabel('Seri nomor').selectOption({ label: `BKPSDM · 800.2.4/0001/BKPSDM/${year}` });
  await page.getByLabel('Pangkat', { exact: true }).uncheck();

  // Left without saving, and found again.
  await page.getByText('Ada perubahan yang belum disimpan.').waitFor();
  await page.getByRole('link', { name: 'Ke daftar templat' }).click();
  await page.getByRole('heading', { name: 'Belum ada templat' }).waitFor();
  await page.getByRole('link', { name: 'Buat templat' }).click();
  await page.getByText('Perubahan yang belum Anda simpan dipulihkan.').waitFor();

  const file = await drawn(page, 'designed');
  const front = textOf(file, '-l', '1');
  for (const want of ['STTP', `800.2.4/0001/BKPSDM/${year}`, 'dengan hormat diberikan kepada', 'Nama Lengkap Peserta, S.Kom.', 'NIP 199001012015011001', 'Jabatan Peserta',
    'telah mengikuti pelatihan selama 4 JP', 'Kepala BKPSDM Kabupaten Lumajang', 'Drs. Bambang Wijaya', 'Rina Hartati']) assert.ok(front.includes(want), `${want}: ${front}`);
  for (const not of ['SERTIFIKAT', 'Penata', 'Sekretaris', 'Tono']) assert.ok(!front.includes(not), `${not}: ${front}`);
  await page.getByText('Baca pratinjau sebagai teks').click();
  const told = page.locator('#preview details');
  await told.getByText('PEMERINTAH KABUPATEN LUMAJANG', { exact: false }).waitFor();
  for (const want of [/STTP.*Nama Lengkap Peserta, S\.Kom\..*Rina Hartati, S\.Sos\./s, /No · Mata Pelatihan · JP/, /1 · Mata pelatihan pertama · 2/, /Jumlah · 4/]) assert.match(await told.innerText(), want);
  await both(page, 'designer');
  await page.getByLabel('Contoh peserta').selectOption('citizen');
  const citizen = textOf(await drawn(page, 'citizen'));
  for (const not of ['NIP', '1990', 'Jabatan Peserta', 'Unit Kerja']) assert.ok(!citizen.includes(not), `${not}: ${citizen}`);
  assert.ok(citizen.includes('Nama Lengkap Peserta'));

  // The PDF itself opens in a tab of its own, under the page's strict policy.
  const [tab] = await Promise.all([one.context.waitForEvent('page'), page.getByRole('link', { name: 'Buka PDF pratinjau' }).click()]);
  await tab.waitForLoadState();
  await tab.waitForTimeout(1_500);
  await tab.screenshot({ path: join(shots, 'designer-tab.png') });
  await tab.close();

  // Saved only with a name.
  await page.getByLabel('Nama templat').fill('');
  await page.getByRole('button', { name: 'Simpan sebagai draf' }).click();
  await page.getByRole('link', { name: 'Beri nama templat, paling banyak 120 huruf.' }).click();
  await page.keyboard.type('STTP BKPSDM');
  await page.getByRole('button', { name: 'Simpan sebagai draf' }).click();
  await page.getByRole('heading', { level: 1, name: 'STTP BKPSDM' }).waitFor();
  await page.getByText('Ada perubahan yang belum disimpan.').waitFor({ state: 'detached' });
}

async function activate(page) {
  await page.getByRole('link', { name: 'Ke daftar templat' }).click();
  await page.getByText('Draf', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Aktifkan STTP BKPSDM' }).click();
  await look(page, 'template-activate');
  await page.getByRole('dialog').getByRole('button', { name: 'Ya, aktifkan' }).click();
  await page.getByText('“STTP BKPSDM” sudah aktif.').waitFor();
  await page.getByRole('link', { name: 'Salin STTP BKPSDM' }).click();
  await page.getByRole('button', { name: 'Simpan sebagai draf' }).click();
  await page.getByRole('heading', { level: 1, name: 'Salinan STTP BKPSDM' }).waitFor();
  await page.getByRole('link', { name: 'Ke daftar templat' }).click();
  await page.getByRole('button', { name: 'Aktifkan Salinan STTP BKPSDM' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Ya, aktifkan' }).click();
  await page.getByText('Sudah ada templat aktif untuk kursus dan peserta ini.').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Batal' }).click();
  await page.getByRole('button', { name: 'Pensiunkan Salinan STTP BKPSDM' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Ya, pensiunkan' }).click();
  await page.getByText('“Salinan STTP BKPSDM” sudah dipensiunkan.').waitFor();
  await both(page, 'templates');

  // Somebody else saves first.
  two = await person(wahyu, { width: 360, height: 740 });
  for (const who of [one, two]) {
    await who.page.goto(`${server.url}/admin/templat`);
    await who.page.getByRole('link', { name: 'Ubah STTP BKPSDM' }).click();
    await who.page.getByText('Templat ini aktif.').waitFor();
  }
  await two.page.getByLabel('Kalimat di bawah tanggal').fill('di {place}');
  await two.page.getByRole('button', { name: 'Simpan', exact: true }).click();
  await two.page.getByText('Tersimpan.').waitFor();
  await look(two.page, 'designer-saved');
  await page.getByLabel('Kalimat di bawah tanggal').fill('kalah cepat');
  await page.getByRole('button', { name: 'Simpan', exact: true }).click();
  await page.getByText('Templat ini sudah diubah orang lain').waitFor();
  await page.getByRole('button', { name: 'Buang perubahan saya dan muat yang terbaru' }).click();
  await page.waitForFunction(() => document.querySelector('#design-closing')?.value === 'di {place}');
}

async function auditor() {
  const who = await person(ratna, { width: 1280, height: 900 });
  const { page } = who;
  // Where the code that draws does not come or does not run, the PDF is still there.
  await page.route('**/assets/preview-*.js', (r) => r.abort());
  await page.goto(`${server.url}/admin/templat`);
  await page.getByRole('link', { name: 'Lihat STTP BKPSDM' }).click();
  await page.getByText('Peramban ini tidak dapat menampilkan pratinjau di halaman ini.').waitFor();
  assert.match(textOf(await drawn(page, 'without')), /STTP/);
  await look(page, 'designer-plain');
  await page.unroute('**/assets/preview-*.js');
  await page.reload();
  await page.getByRole('img', { name: /halaman 1 dari 2/ }).waitFor();
  assert.equal(await page.getByRole('textbox').count(), 0);
  await both(page, 'designer-auditor');
  for (const path of ['/admin/pejabat', '/admin/seri-nomor']) {
    await page.goto(server.url + path);
    await page.getByText('BKPSDM').first().waitFor();
    assert.equal(await page.locator('main button').count(), 0, path);
  }
  assert.deepEqual(who.complaints, []);
  await who.context.close();
}

async function issue(page) {
  const roster = join(server.home, 'asn.csv');
  writeFileSync(roster, ['nip_baru;nama;tanggal_lahir;jenis_kelamin;status_cpns_pns;tmt_cpns;gol_akhir_nama;jabatan_nama;unor_id;unor_nama;kedudukan_hukum_nama',
    ...fifty.map((nip, i) => `${nip};Peserta Ke-${i + 1};01-01-1987;${i % 2 ? 'F' : 'M'};PNS;01-01-2010;III/b;Pengelola Data;DEMO-10;BKPSDM;Aktif`)].join('\n') + '\n');
  const said = server.cli('import', 'roster', roster, '--commit');
  await page.goto(`${server.url}/admin/terbitkan`);
  await page.getByLabel('Judul pelatihan').fill('Lokakarya Kecerdasan Artifisial');
  await page.getByLabel('Penyelenggara').fill('BKPSDM Kabupaten Lumajang');
  await page.getByLabel('Tanggal mulai').fill(day(-2));
  await page.getByLabel('Tanggal selesai').fill(day(-1));
  await page.getByLabel('Jumlah JP').fill('6');
  await page.getByLabel('Predikat').fill('Sangat Baik');
  await page.getByLabel('Daftar NIP').fill(fifty.join('\n'));
  await page.getByRole('button', { name: 'Periksa daftar' }).click();
  await page.getByText('50 orang siap diterbitkan').waitFor().catch((e) => { throw new Error(`${e}\n${said}`); });
  await page.getByRole('button', { name: 'Ajukan untuk disetujui' }).click();
  await page.getByText('Anda penyusunnya').waitFor();
  await two.page.goto(`${server.url}/admin/terbitkan`);
  await two.page.getByRole('button', { name: 'Setujui dan terbitkan' }).click();
  await two.page.getByRole('dialog').getByRole('button', { name: 'Setujui dan terbitkan' }).click();
  await two.page.getByText('50 dari 50 terbit').waitFor({ timeout: 90_000 });
  await page.goto(`${server.url}/admin/seri-nomor`);
  await page.getByText(`800.2.4/0051/BKPSDM/${year}`).waitFor();
}

// sheets reads the fifty and, after them, one of a citizen.
async function sheets() {
  const [maker, approver, citizen] = [await api(server.url, siti, password), await api(server.url, wahyu, password), await api(server.url, 'warga@demo.example', password)];
  const { person_id } = await citizen('GET', '/api/accounts/me');
  const content = { title: 'Lokakarya Kecerdasan Artifisial', organiser: 'BKPSDM Kabupaten Lumajang', place: '', started_on: day(-2), completed_on: day(-1), jp: 6, siasn_path: 16, predicate: 'Sangat Baik', subjects: [] };
  const batch = await maker('POST', '/api/certificates/batches', { content, people: [person_id] });
  await approver('POST', `/api/certificates/batches/${batch.id}/approve`);
  let rows = [];
  for (let i = 0; i < 300 && !(rows.length === 51 && rows.every((r) => r.pdf_ready)); i++) {
    await new Promise((done) => setTimeout(done, 300));
    rows = [];
    for (let cursor = '', more = true; more; more = cursor !== '') {
      const part = await maker('GET', `/api/certificates/register?cursor=${encodeURIComponent(cursor)}`);
      rows.push(...part.rows);
      cursor = part.next_cursor;
    }
  }
  assert.equal(rows.length, 51);
  const numbers = Array.from({ length: 51 }, (_, i) => `800.2.4/${String(i + 1).padStart(4, '0')}/BKPSDM/${year}`);
  assert.deepEqual(rows.map((r) => r.number).sort(), numbers, 'dense, each once');
  for (const row of rows) {
    const file = join(server.home, `${row.id}.pdf`);
    writeFileSync(file, await maker.file(`/api/certificates/certificates/${row.id}/pdf`));
    const text = textOf(file);
    for (const want of [row.number, row.holder_name, 'STTP', 'telah mengikuti pelatihan selama 6 JP', 'Lokakarya Kecerdasan Artifisial', 'dengan predikat Sangat Baik', 'di Lumajang',
      'Kepala BKPSDM Kabupaten Lumajang', 'Drs. Bambang Wijaya, M.M.', 'Rina Hartati, S.Sos.', 'Mata Pelatihan']) assert.ok(text.includes(want), `${row.number}: ${want}: ${text}`);
    if (row.holder_name !== 'Sumarni') {
      assert.match(text, /NIP 19870101201001\d{4}.*NIP 197001011995031001/);
      continue;
    }
    for (const not of ['NIP', '1970', 'Pengelola', 'Unit']) assert.ok(!text.includes(not), `${not}: ${text}`);
  }
}
