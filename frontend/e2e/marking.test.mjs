// Marking and watching: a learner writes an essay while an admin watches and
// gives five minutes, and then ten to the learner's unit, by keyboard; an auditor
// reads the rules, which refuse what cannot be; two markers differ, by keyboard alone, a third person
// decides, and the learner reads the result.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { startServer, openBrowser, newPerson, activate, look, shots } from './harness.mjs';

const secret = 'pohon beringin di alun-alun';
const learnerName = 'Larasati Kenanga', learnerNIP = '198503172010012001';
let server, browser, learner, admin, auditor, one, two, lesson;
const codeIn = (out) => out.match(/[A-Z0-9]{4}(?:-[A-Z0-9]{4})+/)[0];

before(async () => {
  server = await startServer();
  const folder = join(server.home, 'esai');
  for (const dir of ['questions', 'quiz']) mkdirSync(join(folder, dir), { recursive: true });
  writeFileSync(join(folder, 'course.yaml'), `code: esai
title: Menulis tentang keamanan
summary: Satu esai.
language: id
jp: 1
siasn_path: 16
organiser: BKPSDM Kabupaten Contoh
outcomes: [Menulis.]
modules:
  - {key: m1, title: Modul, jp: 1, lessons: [{key: kuis, title: Kuis esai, kind: quiz, minutes: 45, file: quiz/kuis.yaml}]}
`);
  writeFileSync(join(folder, 'questions', 'a.yaml'), `- key: satu
  pool: a
  kind: essay
  stem: Ceritakan satu kebiasaan digital yang akan Anda ubah di kantor.
  criteria: [Kebiasaan jelas, Ada alasan]
  rubric:
    - {title: Kejelasan, levels: [{title: Belum jelas, points: 0}, {title: Cukup, points: 1}, {title: Jelas, points: 2}]}
    - {title: Alasan, levels: [{title: Tidak ada, points: 0}, {title: Umum, points: 1}, {title: Kuat, points: 2}]}
  guide: Nilai isi, bukan ejaan.
  explanation: Tidak ada jawaban tunggal.
`);
  writeFileSync(join(folder, 'quiz', 'kuis.yaml'), 'title: Kuis esai\ninstructions: Tulis.\nduration_minutes: 30\npass_percent: 60\ndraw: [{pool: a, count: 1}]\n');
  assert.match(server.cli('import', 'course', folder), /is published/);
  const units = join(server.home, 'unor.csv'), roster = join(server.home, 'asn.csv');
  writeFileSync(units, 'Id;NamaUnor;DiatasanId\nA0;Pemerintah Kabupaten Contoh;\nA1;Dinas Arsip;A0\n');
  writeFileSync(roster, 'nip_baru;nama;tanggal_lahir;jenis_kelamin;status_cpns_pns;tmt_cpns;gol_akhir_nama;jabatan_nama;unor_id;unor_nama;kedudukan_hukum_nama\n' +
    `${learnerNIP};${learnerName};17-03-1985;F;PNS;01-01-2010;III/c;Arsiparis;A1;Dinas Arsip;Aktif\n`);
  server.cli('import', 'units', units);
  server.cli('import', 'roster', '--commit', roster);
  browser = await openBrowser();
}, { timeout: 120_000 });

after(async () => {
  await browser?.close();
  await server?.close();
});

async function person(name, email, role, size) {
  const p = await newPerson(browser, size);
  p.page.setDefaultTimeout(60_000);
  await activate(p.page, server, email, codeIn(server.cli('admin', 'create', '--name', name, '--email', email, '--role', role)), secret);
  return p;
}

test('an essay is watched, marked by two, moderated, and read', { timeout: 420_000 }, async () => {
  try {
    await story();
  } catch (error) {
    for (const [who, p] of Object.entries({ learner, admin, auditor, one, two })) await p?.page.screenshot({ path: join(shots, `broken-marking-${who}.png`), fullPage: true }).catch(() => {});
    throw error;
  }
});

async function story() {
  const wide = { width: 1280, height: 900 };
  learner = await newPerson(browser);
  learner.page.setDefaultTimeout(60_000);
  await activate(learner.page, server, learnerNIP, codeIn(server.cli('admin', 'code', learnerNIP)), secret);
  admin = await person('Admin Satu', 'satu@contoh.example', 'training_admin', wide);
  await beginTest();
  await watchTest();
  await timeForTheUnit();
  await rulesAreRefused();
  await theAuditorReads();
  await handIn();
  one = await person('Penilai Satu', 'penilai1@contoh.example', 'trainer', wide);
  two = await person('Penilai Dua', 'penilai2@contoh.example', 'trainer');
  await plan();
  await firstMarker();
  await secondMarker();
  await moderator();
  await result();
  for (const p of [learner, admin, auditor, one, two]) assert.deepEqual(p.complaints, []);
}

async function beginTest() {
  const { page } = learner;
  await page.goto(`${server.url}/kursus/esai`);
  await page.getByRole('button', { name: 'Ikuti kursus ini' }).click();
  await page.getByRole('button', { name: /Mulai/ }).click();
  await page.getByLabel('Jawaban Anda').fill('Saya akan mengunci layar setiap kali meninggalkan meja.');
  await page.getByText(/^Tersimpan/).first().waitFor();
}

async function watchTest() {
  const { page } = admin;
  await page.goto(`${server.url}/admin/pantau-ujian`);
  await page.getByText('1 sedang mengerjakan').waitFor();
  await look(page, 'monitor-tests');
  await page.getByRole('button', { name: /^Pantau/ }).click();
  const row = page.getByRole('row', { name: new RegExp(learnerName) });
  await row.getByText(/^(Menyimpan|Mengerjakan)$/).waitFor();
  await page.getByText(/^Keadaan pukul .*, \d+ detik lalu/).waitFor();
  assert.match(await row.innerText(), /\b30 menit\b/);
  await look(page, 'monitor');
  // The picture follows by itself what the learner does.
  const time = learner.page.locator('.time .clock');
  const before = await time.innerText();
  assert.ok(Number(before.split(':')[0]) < 31, before);
  await row.getByRole('button', { name: /^Beri waktu/ }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Beri waktu' }).click();
  await page.getByText('Tulis alasannya.').waitFor();
  await page.getByLabel('Alasan').fill('Listrik padam sebentar');
  await look(page, 'monitor-give');
  await page.getByRole('dialog').getByRole('button', { name: 'Beri waktu' }).click();
  await page.getByText(`${learnerName} mendapat tambahan 5 menit.`).waitFor();
  await row.getByText(/\b3[45] menit\b/).waitFor();
  // The learner does nothing: the screen hears of it by its sign of life.
  await learner.page.waitForFunction(() => Number(document.querySelector('.time .clock')?.textContent?.split(':')[0]) >= 33, null, { timeout: 45_000 });
  await learner.page.getByText('Waktu Anda ditambah 5 menit.').waitFor({ state: 'attached' });
  await look(learner.page, 'attempt-more-time');
  await page.setViewportSize({ width: 360, height: 740 });
  await look(page, 'monitor');
  await page.setViewportSize({ width: 1280, height: 900 });
}

// By keyboard alone, on a phone: whom it reaches is said before it is given.
async function timeForTheUnit() {
  const { page } = admin;
  lesson = new URL(page.url()).searchParams.get('kuis');
  await page.setViewportSize({ width: 360, height: 740 });
  await page.getByRole('button', { name: 'Beri waktu untuk satu unit' }).press('Enter');
  await page.waitForFunction(() => document.activeElement?.id === 'unit-time');
  await page.getByRole('button', { name: 'Beri waktu', exact: true }).press('Enter');
  await page.getByText('Pilih unitnya.').waitFor();
  await page.getByText('Tulis alasannya.').waitFor();
  assert.equal(await page.evaluate(() => document.activeElement?.id), 'time-unit');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: /^Pemerintah Kabupaten Contoh/ }).press('Enter');
  await page.getByText('1 peserta dari Pemerintah Kabupaten Contoh dan unit di bawahnya mendapat tambahan waktu. 1 di antaranya sedang mengerjakan').waitFor();
  assert.match(await page.locator('section[aria-labelledby=unit-time]').innerText(), new RegExp(learnerName));
  await page.getByLabel('Berapa lama').selectOption('10');
  await page.getByLabel('Alasan').fill('Listrik padam di kantor');
  await look(page, 'monitor-unit');
  await page.setViewportSize({ width: 1280, height: 900 });
  await look(page, 'monitor-unit');
  await page.getByRole('button', { name: 'Beri waktu kepada 1 peserta' }).press('Enter');
  await page.getByText('Pemerintah Kabupaten Contoh mendapat tambahan 10 menit. 1 percobaan yang sedang berjalan bertambah saat itu juga.').waitFor();
  await page.waitForFunction(() => document.activeElement?.id === 'give-unit');
  await page.getByRole('row', { name: new RegExp(learnerName) }).getByText(/\b4[345] menit\b/).waitFor();
}

// The rules page marks what is wrong, at its field, on a phone and by keyboard.
async function rulesAreRefused() {
  const { page } = await newPage(admin);
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`${server.url}/admin/kuis/aturan/${lesson}`);
  await page.getByLabel('Dibuka', { exact: true }).fill('2027-03-02T08:00');
  await page.getByLabel('Ditutup', { exact: true }).fill('2027-03-01T08:00');
  await page.getByLabel('Jumlah soal').fill('9');
  await page.getByText('Pengawasan dan bagian nilai').press('Enter');
  await page.getByLabel('Hanya dari jaringan').fill('10.0.0.1/8');
  await page.getByRole('button', { name: 'Simpan aturan' }).press('Enter');
  const summary = page.locator('.error-summary');
  await summary.getByText('Waktu tutup harus setelah waktu buka.').waitFor();
  assert.ok(await summary.evaluate((box) => box === document.activeElement));
  await look(page, 'rules-refused');
  for (const [words, label] of [['Waktu tutup harus setelah waktu buka.', 'Ditutup'], ['Tulis jaringan seperti 10.1.0.0/16.', 'Hanya dari jaringan'], ['Hanya ada 1 soal untuk bagian ini.', 'Jumlah soal']]) {
    await summary.getByRole('link', { name: words }).press('Enter');
    const field = page.getByLabel(label, { exact: true });
    assert.ok(await field.evaluate((input) => input === document.activeElement), `${label} has the focus`);
    assert.equal(await field.getAttribute('aria-invalid'), 'true', label);
    const said = await field.evaluate((input) => (input.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent).join(' '));
    assert.match(said, new RegExp(words.replaceAll('.', '\\.')), label);
  }
  await page.setViewportSize({ width: 1280, height: 900 });
  await look(page, 'rules-refused');
  await page.close();
}

const newPage = async (who) => ({ page: await who.context.newPage() });

async function theAuditorReads() {
  auditor = await person('Pemeriksa', 'periksa@contoh.example', 'auditor');
  const { page } = auditor;
  await page.goto(`${server.url}/admin/kuis`);
  await page.getByRole('link', { name: 'Kuis esai' }).press('Enter');
  await page.getByText('Anda membaca aturan ini tanpa dapat mengubahnya.').waitFor();
  await page.getByText('1 soal · Kelompok soal kursus: a').waitFor();
  assert.equal(await page.locator('main').getByRole('button').count(), 0);
  await look(page, 'rules-read');
  await page.setViewportSize({ width: 1280, height: 900 });
  await look(page, 'rules-read');
}

async function handIn() {
  const { page } = learner;
  await page.getByRole('button', { name: 'Kumpulkan' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Ya, kumpulkan' }).click();
  await page.waitForURL(/\/hasil\//);
  await page.getByText(/menunggu/i).first().waitFor();
  await look(page, 'essay-waits');
  await admin.page.getByRole('row', { name: new RegExp(learnerName) }).getByText('Dikumpulkan').waitFor({ timeout: 30_000 });
  await admin.page.getByRole('row', { name: new RegExp(learnerName) }).getByText('Menunggu penilai').waitFor();
}

async function plan() {
  const { page } = one;
  await page.goto(`${server.url}/admin/penilaian`);
  await page.getByText('1 menunggu').waitFor();
  await page.getByRole('button', { name: /^Atur penilai/ }).click();
  await page.getByLabel('Penilai untuk setiap lembar').selectOption('2');
  await page.getByLabel(/^Selisih yang masih/).fill('lima');
  await page.getByRole('button', { name: 'Simpan' }).click();
  await page.getByText('Isi angka 0 sampai 100.').waitFor();
  await page.getByLabel(/^Selisih yang masih/).fill('12,5');
  await look(page, 'marking-plan');
  await page.getByRole('button', { name: 'Simpan' }).click();
  await page.getByText('Dua penilai, selisih paling banyak 12,5% dari poin soal').waitFor();
  await look(page, 'marking-queue');
}

// By keyboard alone: Tab to the button, digits for the levels, Enter to finish.
async function byKeyboard(page, button, digits, meanwhile) {
  await page.keyboard.press('Tab');
  for (let i = 0; i < 60 && !new RegExp(button).test(await page.evaluate(() => document.activeElement?.textContent ?? '')); i++) await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Lembar jawaban' }).waitFor();
  assert.doesNotMatch(await page.locator('body').innerText(), /Larasati|Kenanga|laras@/, 'blind');
  for (let i = 0; i < 60 && !(await page.evaluate(() => document.activeElement?.matches('[data-criterion] input'))); i++) await page.keyboard.press('Tab');
  for (const d of digits) await page.keyboard.press(d);
  await page.getByText(/^Tersimpan \d/).waitFor();
  await meanwhile?.();
  assert.match(await page.evaluate(() => document.activeElement?.textContent ?? ''), /Selesai, beri nilai/);
  await page.keyboard.press('Enter');
}

async function firstMarker() {
  const { page } = one;
  await page.locator('h1').focus();
  await byKeyboard(page, '^Nilai lembar berikutnya', ['3', '3'], async () => {
    await page.getByText('Nilai: 1 dari 1').waitFor();
    await look(page, 'marking-sheet');
    await page.locator('#finish button').first().focus();
  });
  await page.getByText(/^Nilai tersimpan\. Penilai kedua masih akan menilai/).waitFor();
  await page.getByText('Tidak ada lembar untuk Anda sekarang.').waitFor();
}

async function secondMarker() {
  const { page } = two;
  await page.goto(`${server.url}/admin/penilaian`);
  await page.getByRole('button', { name: /^Nilai lembar berikutnya/ }).waitFor();
  await look(page, 'marking-queue');
  // A criterion left out is named and taken to; the draft outlives a reload.
  await page.getByRole('button', { name: /^Nilai lembar berikutnya/ }).click();
  await page.getByLabel(/Belum jelas/).check();
  await page.getByText(/^Tersimpan \d/).waitFor();
  await page.getByRole('button', { name: 'Selesai, beri nilai' }).click();
  await page.getByText('Pilih satu tingkat untuk "Alasan".').waitFor();
  assert.match(await page.evaluate(() => document.activeElement?.id ?? ''), /^level-1-.*-0$/);
  await look(page, 'marking-sheet-open');
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Lembar jawaban' }).waitFor();
  assert.ok(await page.getByLabel(/Belum jelas/).isChecked(), 'the draft came back');
  await page.getByRole('button', { name: /Kembali ke antrean/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Penilaian' }).waitFor();
  await page.getByRole('button', { name: /^Lanjutkan lembar Anda/ }).waitFor();
  await byKeyboard(page, '^Lanjutkan lembar Anda', ['1', '2']);
  await page.getByText(/^Nilai tersimpan\. Kedua penilai berbeda/).waitFor();
}

async function moderator() {
  const { page } = admin;
  await page.goto(`${server.url}/admin/penilaian`);
  await page.getByText('1 perlu moderasi').waitFor();
  await page.locator('h1').focus();
  await byKeyboard(page, '^Moderasi lembar berikutnya', ['3', '2'], async () => {
    await page.getByRole('heading', { name: 'Penilai 2: 0,25 dari 1' }).waitFor();
    assert.doesNotMatch(await page.locator('main').innerText(), /Penilai Satu|Penilai Dua/, 'markers have no names');
    await look(page, 'marking-moderation');
    await page.setViewportSize({ width: 360, height: 740 });
    await look(page, 'marking-moderation');
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.locator('#finish button').first().focus();
  });
  await page.getByText(/^Nilai tersimpan dan hasil peserta sudah dihitung/).waitFor();
  await page.getByText('Semua sudah dinilai').waitFor();
  await look(page, 'marking-done');
}

async function result() {
  const { page } = learner;
  await page.reload();
  await page.getByText(/^0,75 dari 1 poin/).waitFor();
  await page.getByText('Selamat, Anda lulus').waitFor();
  await look(page, 'essay-result');
  await page.goto(`${server.url}/sertifikat`);
  await page.getByText('Menulis tentang keamanan').first().waitFor();
}
