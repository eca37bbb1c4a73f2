// The whole job, in Chromium at 360 px: import a roster → mandate → activate →
// study → quiz, reloaded and continued in a second browser → pass → PDF, QR,
// public page, ledger.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { writeFileSync } from 'node:fs';
import { startServer, openBrowser, newPerson, signIn, activate, look, shots, wait } from './harness.mjs';
import { lessons, rightOf, plain } from './course.mjs';
import { readPDF } from './papers.mjs';

const nip = '198503172010012003';
const holder = 'Laras Pertiwi';
const password = 'kucing tidur di atas atap';
const adminPassword = 'pohon beringin di alun-alun';
let server, browser, admin, learner, code;

// step is one chapter: after a broken one the rest only says so.
let broken = '';
const step = (name, tell, options = {}) =>
  test(name, { timeout: 120_000, ...options }, async () => {
    assert.equal(broken, '', `not told, because "${broken}" failed`);
    broken = name;
    try {
      await tell();
    } catch (error) {
      for (const [who, person] of Object.entries({ admin, learner })) await person?.page.screenshot({ path: join(shots, `broken-${who}.png`) }).catch(() => {});
      throw error;
    }
    broken = '';
  });

before(async () => {
  server = await startServer();
  browser = await openBrowser();
  server.cli('import', 'starter');
}, { timeout: 120_000 });

after(async () => {
  await browser?.close();
  await server?.close();
});

step('the first administrator activates with the code of the command line', async () => {
  const out = server.cli('admin', 'create', '--name', 'Siti Rahmawati', '--email', 'siti@lumajang.example', '--role', 'training_admin');
  const [first] = out.match(/[A-Z0-9]{4}(?:-[A-Z0-9]{4})+/);
  admin = await newPerson(browser);
  await admin.page.goto(`${server.url}/aktivasi`);
  await look(admin.page, 'activate');
  await activate(admin.page, server, 'siti@lumajang.example', first, adminPassword);
  await look(admin.page, 'home-empty');
});

step('she imports the unit tree and the roster, and sees each finding first', async () => {
  const { page } = admin;
  const units = join(server.home, 'unor.csv');
  writeFileSync(units, 'Id;NamaUnor;DiatasanId\nA1;Pemerintah Kabupaten Contoh;\nA2;Kecamatan Bukit Rekaan;A1\nA3;Dinas Contoh;A1\n');
  const roster = join(server.home, 'export-asn.csv');
  writeFileSync(roster, [
    'nip_baru;nama;gelar_belakang;tanggal_lahir;jenis_kelamin;status_cpns_pns;tmt_cpns;gol_akhir_nama;jabatan_nama;unor_id;unor_nama;kedudukan_hukum_nama;agama_nama;alamat',
    `${nip};${holder};S.Sos.;17-03-1985;F;PNS;01-01-2010;III/c;Kepala Seksi Pelayanan;A2;Kecamatan Bukit Rekaan;Aktif;-;Jalan Mawar 1`,
    '199009092023211007;Agus Contoh;;09-09-1990;M;PPPK;01-01-2023;IX;Pranata Komputer;A3;Dinas Contoh;Aktif;-;Jalan Melati 2',
    '198001012006041002;Salah Tanggal;;02-01-1980;M;PNS;01-04-2006;III/d;Pengelola;A2;Kecamatan Bukit Rekaan;Aktif;-;x',
    '197712252005012001;Unit Tak Dikenal;;25-12-1977;F;PNS;01-01-2005;III/d;Pengelola;Z9;Entah;Aktif;-;x',
  ].join('\n') + '\n');

  await page.goto(`${server.url}/admin/impor`);
  await look(page, 'import-start');
  await page.getByLabel('Berkas unit kerja').setInputFiles(units);
  await page.getByRole('button', { name: 'Periksa berkas unit' }).click();
  await page.getByRole('button', { name: /^Terapkan 3 perubahan unit/ }).click();
  await page.getByText('Unit kerja diterapkan: 3 baru').first().waitFor();

  await page.getByLabel(/Export Data ASN/).setInputFiles(roster);
  await page.getByRole('button', { name: 'Unggah dan periksa' }).click();
  await page.getByRole('heading', { name: 'Hasil pemeriksaan' }).waitFor();
  await page.getByText('Salah Tanggal').first().waitFor();
  await page.getByText(/tidak kami simpan dan sudah dibuang: .*agama_nama/).waitFor();
  await look(page, 'import-preview');
  await page.getByRole('button', { name: 'Terapkan', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Ya, terapkan' }).click();
  await page.getByText('Daftar pegawai sudah diterapkan').waitFor();
  await look(page, 'import-done');
});

step('she issues activation codes, shown once', async () => {
  const { page } = admin;
  await page.goto(`${server.url}/admin/kode-aktivasi`);
  await look(page, 'codes-start');
  await pickUnit(page, 'Kecamatan Bukit Rekaan');
  await page.getByRole('button', { name: 'Buat kode', exact: true }).click();
  const text = page.getByText(/[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}/).first();
  await text.waitFor();
  [code] = (await text.textContent()).match(/[A-Z0-9]{4}(?:-[A-Z0-9]{4})+/);
  await look(page, 'codes-issued');
});

// pickUnit opens the dialog with the tree and takes the unit of that name.
const pickUnit = async (page, name) => {
  await page.getByRole('button', { name: /Unit/ }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Cari unit kerja').fill(name);
  await dialog.getByRole('button', { name: new RegExp(`^${name}`) }).click();
};

step('she makes the starter course mandatory', async () => {
  const { page } = admin;
  await page.goto(`${server.url}/admin/penugasan`);
  await look(page, 'mandates-empty');
  await page.getByRole('button', { name: 'Buat penugasan' }).or(page.getByRole('link', { name: 'Buat penugasan' })).first().click();
  await page.getByText('Keamanan informasi dan phishing di kantor').click();
  await page.getByRole('button', { name: 'Lanjut', exact: true }).click();
  await pickUnit(page, 'Pemerintah Kabupaten Contoh');
  await page.getByRole('button', { name: 'Lanjut', exact: true }).click();
  await page.getByLabel('Batas waktu').fill(new Date(Date.now() + 30 * 86_400_000).toISOString().slice(0, 10));
  await page.getByRole('button', { name: 'Lanjut', exact: true }).click();
  await page.getByRole('button', { name: 'Tugaskan', exact: true }).waitFor();
  await look(page, 'mandate-check');
  await page.getByRole('button', { name: 'Tugaskan', exact: true }).click();
  await page.getByText(/Penugasan dibuat/).first().waitFor();
  await look(page, 'mandates');
});

step('the ASN activates and sees what she must finish', async () => {
  learner = await newPerson(browser);
  await activate(learner.page, server, nip, code, password);
  await learner.page.getByText('Keamanan informasi dan phishing di kantor').first().waitFor();
  await look(learner.page, 'home');
});

step('she studies: text, video with captions, a seek that gives 206', async () => {
  const { page } = learner;
  await page.getByRole('link', { name: /Mulai belajar|Lanjutkan belajar/ }).first().click();
  const enrol = page.getByRole('button', { name: 'Ikuti kursus ini' });
  await page.locator('h1').waitFor();
  await wait(500);
  if (await enrol.isVisible().catch(() => false)) {
    await look(page, 'course');
    await enrol.click();
  }
  await page.waitForURL(/\/(pelajaran|kursus)\//);
  const go = page.getByRole('link', { name: 'Lanjutkan belajar' });
  if (/\/kursus\//.test(page.url())) await go.first().click();
  await page.waitForURL(/\/pelajaran\//);
  let pictured = { text: false, video: false };
  for (const lesson of lessons) {
    if (lesson.kind === 'quiz') {
      await page.waitForURL(/\/kuis\//);
      if (lesson.key === 'ujian-akhir') return;
      await takeQuiz(page);
      continue;
    }
    await page.getByRole('heading', { level: 1, name: lesson.title }).waitFor();
    if (lesson.kind === 'video' && !pictured.video) await watchVideo(page);
    if (!pictured[lesson.kind]) {
      await look(page, `lesson-${lesson.kind}`);
      pictured[lesson.kind] = true;
    }
    await page.getByRole('button', { name: 'Selesai, lanjut' }).click();
    await page.getByRole('heading', { level: 1, name: lesson.title }).waitFor({ state: 'detached' });
  }
}, { timeout: 240_000 });

async function watchVideo(page) {
  const partial = page.waitForResponse((r) => /\/api\/media\/files\/.+\/content/.test(r.url()) && r.status() === 206);
  const video = page.locator('video');
  await video.scrollIntoViewIfNeeded();
  await video.evaluate(async (v) => { v.muted = true; v.preload = 'auto'; await v.play(); });
  await page.waitForFunction(() => document.querySelector('video').currentTime > 0.5);
  const cues = await video.evaluate(async (v) => {
    const track = v.textTracks[0];
    track.mode = 'showing';
    for (let i = 0; i < 100 && !track.cues?.length; i++) await new Promise((r) => setTimeout(r, 100));
    return { n: track.cues?.length ?? 0, language: track.language, kind: track.kind };
  });
  assert.ok(cues.n > 20, `captions: ${cues.n} cues`);
  assert.equal(cues.language, 'id');
  await video.evaluate((v) => { v.currentTime = v.duration * 0.7; });
  await page.waitForFunction(() => { const v = document.querySelector('video'); return !v.seeking && v.currentTime > v.duration * 0.65; });
  const response = await partial;
  assert.match(response.headers()['content-range'], /^bytes \d+-\d+\/\d+$/);
  await video.evaluate((v) => v.pause());
}

// answerAll answers every open question of the attempt on the screen, rightly.
async function answerAll(page, from = 1, to = Infinity) {
  for (let no = from; ; no++) {
    await page.getByRole('heading', { level: 2, name: new RegExp(`^Soal ${no} dari`) }).waitFor();
    const heading = await page.getByRole('heading', { level: 2, name: /^Soal \d+ dari/ }).textContent();
    const total = Number(heading.match(/dari (\d+)/)[1]);
    await answerOne(page);
    if (no >= Math.min(to, total)) return { no, total };
    await page.getByRole('button', { name: 'Berikutnya' }).click();
  }
}

async function answerOne(page) {
  const group = page.locator('fieldset').first();
  const stem = await page.locator('legend').first().innerText();
  const right = rightOf(stem);
  let chosen = 0;
  for (const option of await group.locator('label').all()) {
    if (!right.includes(plain(await option.innerText()))) continue;
    await option.click();
    chosen++;
  }
  assert.equal(chosen, right.length, `options of: ${stem}`);
  await page.getByText('Tersimpan', { exact: true }).first().waitFor();
}

async function takeQuiz(page) {
  await page.getByRole('button', { name: 'Mulai', exact: true }).click();
  await page.waitForURL(/\/ujian\//);
  await answerAll(page);
  await submit(page);
  await page.getByText('Selamat, Anda lulus').first().waitFor();
  await page.getByRole('link', { name: /Lanjut ke pelajaran berikutnya/ }).first().click();
}

async function submit(page) {
  await page.getByRole('button', { name: 'Kumpulkan' }).first().click();
  await page.getByRole('dialog').getByRole('button', { name: 'Ya, kumpulkan' }).click();
  await page.waitForURL(/\/hasil\//);
}

step('she starts the final, reloads, and finishes it in a second browser', async () => {
  const { page } = learner;
  await look(page, 'quiz-intro');
  await page.getByRole('button', { name: 'Mulai', exact: true }).click();
  await page.waitForURL(/\/ujian\//);
  await answerAll(page, 1, 4);
  await look(page, 'attempt');
  await page.reload();
  await page.getByText('4 dari 20 dijawab').first().waitFor();
  assert.equal(await page.locator('input:checked').count() > 0, true, 'the answer on the screen is still chosen after a reload');

  const second = await newPerson(browser);
  await signIn(second.page, server, nip, password);
  await second.page.goto(page.url());
  await second.page.getByText('4 dari 20 dijawab').first().waitFor();
  await second.page.goto(page.url().replace(/\?.*/, '') + '?soal=5');
  await answerAll(second.page, 5);
  await second.page.getByText('20 dari 20 dijawab').first().waitFor();
  await submit(second.page);
  await second.page.getByText('Selamat, Anda lulus').first().waitFor();
  await look(second.page, 'result');
  assert.deepEqual(second.complaints, []);
  await second.context.close();
}, { timeout: 180_000 });

step('the certificate, its QR code and the public page agree; the ledger counts 3 of 4 JP', async () => {
  const { page } = learner;
  await page.goto(`${server.url}/sertifikat`);
  await page.getByRole('button', { name: /^Unduh/ }).first().waitFor({ timeout: 60_000 });
  await look(page, 'certificates');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: /^Unduh/ }).first().click()]);
  const file = join(shots, '..', 'sertifikat.pdf');
  await download.saveAs(file);
  assert.doesNotMatch(download.suggestedFilename(), new RegExp(nip));

  const paper = readPDF(file, server.home);
  const year = new Date().getFullYear();
  for (const want of [`${holder}, S.Sos.`, nip, `/LENTERA/${year}`, '4 JP', 'Mata Pelatihan', 'Mengenali phishing']) {
    assert.ok(paper.text.replace(/\s+/g, ' ').includes(want), `the PDF lacks "${want}":\n${paper.text}`);
  }
  assert.match(paper.info, /Pages:\s+2/);
  assert.match(paper.info, /Tagged:\s+yes/);

  assert.ok(paper.qr.startsWith(`${server.url}/s/`), paper.qr);
  const anyone = await newPerson(browser);
  await anyone.page.goto(paper.qr);
  await anyone.page.getByText(/berlaku/i).first().waitFor();
  const seen = await anyone.page.locator('main').innerText();
  assert.ok(seen.includes('Keamanan informasi dan phishing di kantor'));
  for (const secret of [nip, holder, 'Kecamatan']) assert.ok(!seen.includes(secret), `the public page says ${secret}`);
  assert.deepEqual(await anyone.context.cookies(), []);
  await look(anyone.page, 'verification');
  await anyone.page.goto(`${server.url}/verifikasi`);
  await look(anyone.page, 'verification-form');
  await anyone.context.close();

  await page.goto(`${server.url}/jp`);
  await page.getByText(/3 dari 20 JP/).first().waitFor();
  await page.getByText('Diklaim: 4 JP').first().waitFor(); // the ledger's 4 JP; one day of e-learning counts 3
  await look(page, 'jp');
});

step('the administrator sees her as finished', async () => {
  const { page } = admin;
  await page.goto(`${server.url}/admin/ketuntasan`);
  const choose = page.getByLabel('Kursus').first();
  if (await choose.isVisible().catch(() => false)) await choose.selectOption({ index: 1 }).catch(() => {});
  const show = page.getByRole('button', { name: 'Tampilkan' });
  if (await show.isVisible().catch(() => false)) await show.click();
  await page.getByText(holder).first().waitFor();
  await look(page, 'completion');
  await page.setViewportSize({ width: 1280, height: 800 });
  await look(page, 'completion');
  for (const [path, name] of [['/', 'home'], ['/admin/pegawai', 'people'], ['/admin/penugasan', 'mandates'], ['/admin/impor', 'import'], ['/akun', 'account'], ['/katalog', 'catalogue']]) {
    await page.goto(server.url + path);
    await page.waitForLoadState('networkidle');
    await look(page, name);
  }
  await page.setViewportSize({ width: 360, height: 740 });
  for (const [path, name] of [['/admin/pegawai', 'people'], ['/akun', 'account'], ['/katalog', 'catalogue']]) {
    await page.goto(server.url + path);
    await page.waitForLoadState('networkidle');
    await look(page, name);
  }
}, { timeout: 120_000 });

step('no page complained and no log line holds an identifier', () => {
  assert.deepEqual(admin.complaints, []);
  assert.deepEqual(learner.complaints, []);
  for (const secret of [nip, password, adminPassword, code]) assert.ok(!server.log().includes(secret), 'the log holds a secret');
});
