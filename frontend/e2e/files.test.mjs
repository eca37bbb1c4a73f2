// An answer of files: a learner uploads by keyboard, the signal goes in the
// middle and comes back, the page is reloaded meanwhile; a marker who does not
// know whose it is looks at it, saves it and marks; the learner reads the
// result and gets the own file back. An author asks for files in the editor.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { deflateSync, crc32 } from 'node:zlib';
import { join } from 'node:path';
import { startServer, openBrowser, newPerson, activate, look, shots, until, wait } from './harness.mjs';

const secret = 'pohon beringin di alun-alun';
const codeIn = (out) => out.match(/[A-Z0-9]{4}(?:-[A-Z0-9]{4})+/)[0];
const photoName = 'meja Larasati Kenanga.png';
let server, browser, learner, marker, photo, note;

// A picture that does not shrink: noise, about 1.4 MB.
function noise(side) {
  const part = (name, body) => {
    const head = Buffer.from(name);
    const n = Buffer.alloc(4), sum = Buffer.alloc(4);
    n.writeUInt32BE(body.length);
    sum.writeUInt32BE(crc32(Buffer.concat([head, body])));
    return Buffer.concat([n, head, body, sum]);
  };
  const size = Buffer.alloc(13);
  size.writeUInt32BE(side, 0);
  size.writeUInt32BE(side, 4);
  size.set([8, 2, 0, 0, 0], 8);
  const rows = Buffer.concat(Array.from({ length: side }, () => Buffer.concat([Buffer.from([0]), randomBytes(side * 3)])));
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), part('IHDR', size), part('IDAT', deflateSync(rows)), part('IEND', Buffer.alloc(0))]);
}

before(async () => {
  server = await startServer();
  const folder = join(server.home, 'berkas');
  for (const dir of ['questions', 'quiz']) mkdirSync(join(folder, dir), { recursive: true });
  writeFileSync(join(folder, 'course.yaml'), `code: berkas
title: Meja yang bersih
summary: Satu foto.
language: id
jp: 1
siasn_path: 16
organiser: BKPSDM Kabupaten Contoh
outcomes: [Merapikan.]
modules:
  - {key: m1, title: Modul, jp: 1, lessons: [{key: kuis, title: Kuis berkas, kind: quiz, minutes: 45, file: quiz/kuis.yaml}]}
`);
  writeFileSync(join(folder, 'questions', 'a.yaml'), `- key: satu
  pool: a
  kind: file
  stem: Unggah foto meja kerja Anda, dan catatan singkat.
  max_files: 2
  max_mb: 3
  types: [png, jpg, txt]
  criteria: [Tidak ada data pribadi yang terlihat]
  rubric:
    - {title: Kerapian, levels: [{title: Belum rapi, points: 0}, {title: Cukup, points: 1}, {title: Rapi, points: 2}]}
  guide: Nilai isi, bukan mutu foto.
  explanation: Meja bersih adalah pengaman paling murah.
- key: dua
  pool: a
  kind: truefalse
  stem: Kertas berisi data pribadi boleh ditinggal di meja.
  answer: false
  explanation: Siapa saja dapat membacanya.
`);
  writeFileSync(join(folder, 'quiz', 'kuis.yaml'), 'title: Kuis berkas\ninstructions: Kerjakan.\nduration_minutes: 30\npass_percent: 60\ndraw: [{pool: a, count: 2}]\n');
  assert.match(server.cli('import', 'course', folder), /is published/);
  photo = join(server.home, photoName);
  writeFileSync(photo, noise(700));
  note = join(server.home, 'catatan.txt');
  writeFileSync(note, 'Meja saya bersihkan setiap sore.\n');
  writeFileSync(join(server.home, 'program.exe'), 'MZ');
  writeFileSync(join(server.home, 'palsu.png'), '%PDF-1.7 bukan gambar');
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

test('files are uploaded through a lost signal, marked blind, and read back', { timeout: 420_000 }, async () => {
  try {
    learner = await person('Larasati Kenanga', 'laras@contoh.example', 'learner');
    await begin();
    await refusals();
    await upload();
    await handIn();
    marker = await person('Penilai Satu', 'penilai1@contoh.example', 'trainer', { width: 1280, height: 900 });
    await mark();
    await result();
    await author();
    for (const p of [learner, marker]) assert.deepEqual(p.complaints, []);
  } catch (error) {
    for (const [who, p] of Object.entries({ learner, marker })) await p?.page.screenshot({ path: join(shots, `broken-files-${who}.png`), fullPage: true }).catch(() => {});
    throw error;
  }
});

const input = () => learner.page.locator('input[type=file]');

async function begin() {
  const { page } = learner;
  await page.goto(`${server.url}/kursus/berkas`);
  await page.getByRole('button', { name: 'Ikuti kursus ini' }).click();
  await page.getByRole('button', { name: /Mulai/ }).click();
  await page.waitForURL(/\/ujian\//);
  await page.getByText('Soal 1 dari 2').first().waitFor();
  await page.locator('fieldset, input[type=file]').first().waitFor();
  if (!(await input().count())) await page.getByRole('button', { name: 'Berikutnya' }).click();
  await page.getByText('Jenis berkas: PNG, JPG, TXT. Paling besar 3 MB.', { exact: false }).waitFor();
  await page.getByText('Belum ada berkas.').waitFor();
  await look(page, 'file-question');
}

// choose opens the chooser by keyboard alone.
async function choose(...files) {
  const { page } = learner;
  await page.locator('h2').first().focus();
  for (let i = 0; i < 60 && !(await page.evaluate(() => document.activeElement?.matches('input[type=file]'))); i++) await page.keyboard.press('Tab');
  // Chromium now and then swallows a press right after the last chooser closed.
  for (let press = 1; ; press++) {
    const opens = page.waitForEvent('filechooser', { timeout: 10_000 }).catch((error) => {
      if (press === 3) throw error;
    });
    await page.keyboard.press('Space');
    const chooser = await opens;
    if (chooser) return chooser.setFiles(files);
  }
}

async function pressSubmit() {
  const { page } = learner;
  const button = page.getByRole('button', { name: 'Kumpulkan', exact: true });
  if (!(await button.count())) await page.getByRole('button', { name: 'Lihat daftar soal' }).click();
  await button.first().click();
}

async function refusals() {
  const { page } = learner;
  await choose(join(server.home, 'program.exe'));
  await page.getByText('program.exe bukan jenis yang diterima. Pilih berkas PNG, JPG, TXT.').waitFor();
  await choose(join(server.home, 'palsu.png'));
  await page.getByText('Tidak diterima: Isi berkas ini bukan jenis yang diminta soal.', { exact: false }).first().waitFor();
  await look(page, 'file-refused');
  await page.getByRole('button', { name: /^Tutup/ }).click();
  await page.getByText('Belum ada berkas.').waitFor();
}

async function upload() {
  const { page, context } = learner;
  // A line that carries so many pieces and then stands still, so that there is
  // a middle.
  let pieces = 0, carries = 2, gone = false;
  const slow = async (route) => {
    while (carries < 1 && !gone) await wait(50);
    if (gone) return route.abort('internetdisconnected').catch(() => {});
    carries--;
    pieces++;
    await route.continue().catch(() => {});
  };
  await page.route('**/pieces?*', slow);
  await choose(photo);
  await page.getByText(/^Mengirim: [1-9]\d?%/).waitFor();
  await look(page, 'file-sending');
  gone = true;
  await context.setOffline(true);
  await page.getByText(/^Sinyal hilang di \d+%\. Belum tersimpan\. Berkas ada di perangkat ini/).waitFor();
  assert.equal(await page.getByText(/^Tersimpan/).count(), 0, 'nothing is called saved');
  await look(page, 'file-no-signal');
  const before = Number((await page.locator('.files .state').innerText()).match(/(\d+)%/)[1]);
  assert.ok(before > 0 && before < 100, `lost in the middle: ${before}%`);
  // The other kinds go on beside it: their answer waits in the outbox.
  const turn = async (to) => page.getByRole('button', { name: to }).first().click();
  await turn(/^(Berikutnya|Sebelumnya)$/);
  await page.getByLabel('Salah', { exact: true }).check();
  await pressSubmit();
  await page.getByText('1 berkas belum sampai di server.', { exact: false }).waitFor();
  await look(page, 'file-submit-warning');
  await page.getByRole('dialog').getByRole('button', { name: 'Periksa lagi' }).click();
  gone = false;
  carries = 1;
  await context.setOffline(false);
  await page.getByText(/^Tersimpan/).first().waitFor();
  // A reload in the middle: the file comes from the device, not from the person.
  await until('a piece after the signal came back', () => pieces > 2);
  const sentBefore = pieces;
  await page.reload();
  carries = 100;
  await page.getByText(/Soal \d dari 2/).first().waitFor();
  await page.locator('fieldset, [id$=-yours]').first().waitFor();
  if (!(await page.locator('[id$=-yours]').count())) await turn(/^(Berikutnya|Sebelumnya)$/);
  await page.getByText(photoName).first().waitFor();
  await page.locator('.files').getByText(/· tersimpan$/).waitFor();
  assert.ok(pieces > sentBefore, 'it went on after the reload');
  await page.unroute('**/pieces?*', slow);
  await choose(note);
  await page.locator('.files li', { hasText: 'catatan.txt' }).getByText(/· tersimpan$/).waitFor();
  await page.getByText('Anda sudah mengunggah 2 berkas.', { exact: false }).waitFor();
  await page.getByText(/^Tersimpan/).first().waitFor();
  await look(page, 'file-stored');
  // Taken out and given again, by keyboard.
  await page.getByRole('button', { name: 'Hapus catatan.txt' }).focus();
  await page.keyboard.press('Enter');
  await page.waitForFunction(() => document.activeElement?.matches('input[type=file]'));
  assert.equal(await page.getByText('catatan.txt').locator('visible=true').count(), 1, 'said, and gone from the list');
  await choose(note);
  await page.locator('.files li', { hasText: 'catatan.txt' }).getByText(/· tersimpan$/).waitFor();
  await page.setViewportSize({ width: 1280, height: 900 });
  await look(page, 'file-stored');
  await page.setViewportSize({ width: 360, height: 740 });
}

async function handIn() {
  const { page } = learner;
  await pressSubmit();
  await page.getByText('Semua 2 soal sudah Anda jawab.').waitFor();
  assert.equal(await page.getByText('belum sampai di server').count(), 0);
  await page.getByRole('dialog').getByRole('button', { name: 'Ya, kumpulkan' }).click();
  await page.waitForURL(/\/hasil\//);
  await page.getByText(/menunggu/i).first().waitFor();
  await page.getByText(photoName).first().waitFor();
  await look(page, 'file-waits');
}

async function mark() {
  const { page } = marker;
  await page.goto(`${server.url}/admin/penilaian`);
  await page.getByRole('button', { name: /^Nilai lembar berikutnya/ }).click();
  await page.getByText('Berkas 1 dari 2').first().waitFor();
  const body = await page.locator('body').innerText();
  assert.doesNotMatch(body, /Larasati|Kenanga|laras@|catatan\.txt/, 'blind, the names of files too');
  const row = page.locator('li', { has: page.getByRole('button', { name: /^Tampilkan gambar/ }) });
  await row.getByRole('button', { name: /^Tampilkan gambar/ }).click();
  await page.waitForFunction(() => [...document.querySelectorAll('main img')].some((i) => i.naturalWidth === 700));
  await look(page, 'file-marking');
  const [saved] = await Promise.all([page.waitForEvent('download'), page.locator('li', { has: page.locator('img') }).getByRole('button', { name: /^Unduh/ }).click()]);
  assert.match(saved.suggestedFilename(), /^soal-\d-berkas-\d\.png$/);
  assert.deepEqual(readFileSync(await saved.path()), readFileSync(photo), 'byte for byte');
  await page.setViewportSize({ width: 360, height: 740 });
  await look(page, 'file-marking');
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.locator('[data-criterion] input').first().focus();
  await page.keyboard.press('3');
  await page.getByText(/^Tersimpan \d/).waitFor();
  await page.getByRole('button', { name: 'Selesai, beri nilai' }).click();
  await page.getByText(/^Nilai tersimpan dan hasil peserta sudah dihitung/).waitFor();
}

async function result() {
  const { page } = learner;
  await page.reload();
  await page.getByText('Selamat, Anda lulus').waitFor();
  const [saved] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: `Unduh ${photoName}` }).click()]);
  assert.equal(saved.suggestedFilename(), photoName);
  assert.deepEqual(readFileSync(await saved.path()), readFileSync(photo));
  await look(page, 'file-result');
}

async function author() {
  const { page } = marker;
  await page.goto(`${server.url}/admin/bank-soal/baru?jenis=file`);
  await page.getByText('Jenis berkas yang diterima').waitFor();
  await page.getByLabel('Paling besar satu berkas (MB)').fill('2,5');
  await page.getByLabel('PDF', { exact: true }).check();
  await page.getByText('Jenis berkas: PDF. Paling besar 2,5 MB.', { exact: false }).waitFor();
  await look(page, 'file-author');
  await page.setViewportSize({ width: 360, height: 740 });
  await look(page, 'file-author');
}
