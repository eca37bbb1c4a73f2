// JP that count: a learner reads why hers were cut and simulates her IP ASN; a
// unit admin finds who is short, opens a ledger and takes the list out.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { readFileSync, writeFileSync } from 'node:fs';
import { startServer, openBrowser, newPerson, activate, look, shots } from './harness.mjs';

const secret = 'pohon beringin di alun-alun';
const nip = '198503172010012003';
const today = new Date().toLocaleDateString('sv', { timeZone: 'Asia/Jakarta' }); // the agency's
const quarter = Math.ceil(Number(today.slice(5, 7)) / 3);
let server, browser, admin, learner;

before(async () => {
  server = await startServer();
  browser = await openBrowser();
}, { timeout: 120_000 });

after(async () => {
  await browser?.close();
  await server?.close();
});

const enter = async (page, name, code) => {
  page.setDefaultTimeout(60_000);
  await activate(page, server, name, code, secret);
};
const codeIn = (out) => out.match(/[A-Z0-9]{4}(?:-[A-Z0-9]{4})+/)[0];

// api calls as the person of the page, with a token of their session.
const tokens = new Map();
const tokenOf = async (page) => {
  if (!tokens.has(page)) {
    tokens.set(page, await page.evaluate(async () => (await (await fetch('/api/accounts/refresh', { method: 'POST' })).json()).access_token));
  }
  return tokens.get(page);
};
const api = async (page, method, path, body) =>
  page.evaluate(async ([token, method, path, body]) => {
    const raw = typeof body === 'string';
    const res = await fetch(path, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': raw ? 'application/octet-stream' : 'application/json' },
      body: raw ? Uint8Array.from(atob(body), (c) => c.charCodeAt(0)) : body && JSON.stringify(body),
    });
    const text = await res.text();
    if (!res.ok) throw new Error(`${method} ${path}: ${res.status} ${text}`);
    return text ? JSON.parse(text) : null;
  }, [await tokenOf(page), method, path, body]);

test('what counts, why not all of it, and who is short', { timeout: 240_000 }, async () => {
  try {
    await story();
  } catch (error) {
    for (const [who, p] of Object.entries({ admin, learner })) await p?.page.screenshot({ path: join(shots, `broken-counting-${who}.png`) }).catch(() => {});
    throw error;
  }
});

async function story() {
  // Two people of one unit, by the roster; then certificates from elsewhere,
  // by the table of paper certificates.
  admin = await newPerson(browser, { width: 1280, height: 900 });
  await enter(admin.page, 'satu@contoh.example', codeIn(server.cli('admin', 'create', '--name', 'Admin Satu', '--email', 'satu@contoh.example', '--role', 'training_admin')));
  let { page } = admin;
  await page.goto(`${server.url}/admin/jp`);
  await page.getByRole('heading', { name: 'Belum ada ASN di unit ini' }).waitFor();
  await look(page, 'jp-unit-empty');
  await importPeople(page);
  await creditPaper(page);
  await theLearner();
  await theUnit(page);
  assert.deepEqual(admin.complaints, []);
  assert.deepEqual(learner.complaints, []);
}

async function importPeople(page) {
  const units = join(server.home, 'unor.csv');
  writeFileSync(units, 'Id;NamaUnor;DiatasanId\nA1;Pemerintah Kabupaten Contoh;\nA2;Kecamatan Bukit Rekaan;A1\n');
  const roster = join(server.home, 'asn.csv');
  writeFileSync(roster, [
    'nip_baru;nama;tanggal_lahir;jenis_kelamin;status_cpns_pns;tmt_cpns;gol_akhir_nama;jabatan_nama;unor_id;unor_nama;kedudukan_hukum_nama',
    `${nip};Laras Pertiwi;17-03-1985;F;PNS;01-01-2010;III/c;Pengelola;A2;Kecamatan Bukit Rekaan;Aktif`,
    '198001012006041002;Bagas Rekaan;01-01-1980;M;PNS;01-04-2006;III/d;Pengelola;A2;Kecamatan Bukit Rekaan;Aktif',
  ].join('\n') + '\n');
  await page.goto(`${server.url}/admin/impor`);
  await page.getByLabel('Berkas unit kerja').setInputFiles(units);
  await page.getByRole('button', { name: 'Periksa berkas unit' }).click();
  await page.getByRole('button', { name: /^Terapkan 2 perubahan unit/ }).click();
  await page.getByText('Unit kerja diterapkan').first().waitFor();
  await page.getByLabel(/Export Data ASN/).setInputFiles(roster);
  await page.getByRole('button', { name: 'Unggah dan periksa' }).click();
  await page.getByRole('button', { name: 'Terapkan', exact: true }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Ya, terapkan' }).click();
  await page.getByText('Daftar pegawai sudah diterapkan').waitFor();
}

// Three claims of the learner go through two training admins by the API.
async function creditPaper(page) {
  const second = await newPerson(browser, { width: 1280 });
  await enter(second.page, 'dua@contoh.example', codeIn(server.cli('admin', 'create', '--name', 'Admin Dua', '--email', 'dua@contoh.example', '--role', 'training_admin')));
  learner = await newPerson(browser);
  await enter(learner.page, nip, codeIn(server.cli('admin', 'code', nip)));
  let width = 500;
  for (const [title, siasn_path, jp, international] of [['Seminar Literasi Digital', 9, 8, false], ['Bimtek Kearsipan', 8, 12, false], ['Kursus Data di Luar Negeri', 3, 4, true]]) {
    await learner.page.setViewportSize({ width: (width += 7), height: 400 });
    const photo = (await learner.page.screenshot()).toString('base64'); // three different pictures
    const { id } = await api(learner.page, 'POST', '/api/merit/claims', { kind: 'external', title, organiser: 'BPSDM Provinsi', number: `890/${siasn_path}`,
      started_on: today, completed_on: today, siasn_path, international, minutes: 0, jp, teaching_role: '' });
    await api(learner.page, 'POST', `/api/merit/claims/${id}/file`, photo);
    const { updated_at } = await api(learner.page, 'POST', `/api/merit/claims/${id}/submit`);
    await api(page, 'POST', `/api/merit/claims/${id}/check`, { seen: updated_at, method: 'original', note: 'cocok' });
    await api(second.page, 'POST', `/api/merit/claims/${id}/approve`);
  }
  await learner.page.setViewportSize({ width: 360, height: 740 });
  await second.context.close();
}

async function theLearner() {
  const { page } = learner;
  await page.goto(`${server.url}/jp`);
  await page.getByRole('heading', { name: /^20,8 JP dihitung/ }).waitFor();
  await page.getByText('Paling banyak 4 JP per hari; tercatat 1 hari belajar.').waitFor();
  await page.getByText('Internasional: ditambah 20 %.').waitFor();
  await page.getByText(`Triwulan ${quarter}: 20,8 JP dihitung`).waitFor();
  await page.getByText('Rincian dan bukti').first().click();
  await look(page, 'jp-counted');
  await page.setViewportSize({ width: 1280, height: 900 });
  await look(page, 'jp-counted');
  await page.setViewportSize({ width: 360, height: 740 });

  await page.getByRole('link', { name: 'Simulasi IP ASN' }).click();
  await page.getByText('Ini simulasi, bukan nilai resmi.').waitFor();
  await page.getByText('Nilai resmi belum dibaca dari SIASN.').waitFor();
  await page.getByLabel('Jenis jabatan').selectOption('pelaksana');
  await page.getByLabel('Pendidikan terakhir').selectOption('s1');
  await page.getByLabel('Nilai kinerja').fill('seratus');
  await page.getByRole('button', { name: 'Hitung' }).click();
  await page.getByText('Tulis angka 0 sampai 120.').waitFor();
  await look(page, 'ipasn-wrong');
  await page.getByLabel('Nilai kinerja').fill('85,5');
  await page.getByRole('button', { name: 'Hitung' }).click();
  await page.getByText('62,5 dari 100').waitFor();
  await page.getByText('Diklat teknis baru 16,8 dari 20 JP').waitFor();
  await page.getByText('Tambah 4 JP diklat teknis tahun ini.').first().waitFor();
  await look(page, 'ipasn');
  await page.getByLabel('Aturan', { exact: true }).selectOption('BKN-2024');
  await page.getByLabel('Predikat kinerja').selectOption('very_good');
  await page.getByRole('button', { name: 'Hitung' }).click();
  await page.getByText('75 sampai 90 dari 100').waitFor();
  await page.setViewportSize({ width: 1280, height: 900 });
  await look(page, 'ipasn-2024');
  await page.getByRole('button', { name: 'Hapus isian saya' }).click();
  await page.getByRole('button', { name: 'Hapus isian saya' }).waitFor({ state: 'detached' });
}

async function theUnit(page) {
  await page.goto(`${server.url}/admin/jp`);
  await page.getByText('50% dari yang punya target sudah mencapainya.').waitFor();
  await look(page, 'jp-unit');
  await page.getByLabel('Keadaan').selectOption('below');
  await page.getByText('1 ditampilkan').waitFor();
  await page.getByRole('button', { name: /^Bagas Rekaan/ }).waitFor();
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Unduh CSV' }).click()]);
  const path = join(server.home, 'jp.csv');
  await file.saveAs(path);
  const lines = readFileSync(path, 'utf8').trim().split('\r\n');
  assert.equal(lines.length, 2, lines.join('\n'));
  assert.match(lines[1], /^Bagas Rekaan,Kecamatan Bukit Rekaan,PNS,\d{4},0,0,0,/);
  assert.doesNotMatch(lines.join(), /\d{18}/, 'no NIP in the file');
  const [book] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Unduh XLSX' }).click()]);
  assert.match(book.suggestedFilename(), /^jp-unit-\d{4}\.xlsx$/);
  await page.getByLabel('Keadaan').selectOption('');
  await page.getByRole('button', { name: /^Laras Pertiwi/ }).click();
  await page.getByRole('heading', { level: 1, name: 'JP Laras Pertiwi' }).waitFor();
  await page.getByText('Internasional: ditambah 20 %.').waitFor();
  await look(page, 'jp-unit-person');
  await page.getByRole('button', { name: 'Kembali ke daftar' }).click();
  await page.getByRole('button', { name: /^Bagas Rekaan/ }).waitFor();
  await page.setViewportSize({ width: 360, height: 740 });
  await look(page, 'jp-unit');
  assert.match(server.cli('admin', 'recount'), /1 ledgers replayed, 0 balances differ/);
}
