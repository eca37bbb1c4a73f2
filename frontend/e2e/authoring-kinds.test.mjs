// A trainer writes one question of each kind whose form is more than a list of
// options, by keyboard: sees it as a learner will, is told what is wrong and
// where, loses nothing by it, saves, and finds everything again. Only files are
// put into their field without a key: a browser's file window is not the page.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { startServer, openBrowser, newPerson, signIn, look, root, shots } from './harness.mjs';

const media = { png: join(root, 'frontend/e2e/kinds-course/media/surel.png'), mp3: join(root, 'frontend/e2e/kinds-course/media/bel.mp3'),
  mp4: join(root, 'courses/catalogue/keamanan-informasi-phishing/media/m1-satu-klik.mp4') };
const desk = { width: 1280, height: 900 }, phone = { width: 360, height: 740 };
let server, browser, who, page;

before(async () => {
  server = await startServer({ LENTERA_DEMO: 'true' });
  browser = await openBrowser();
  who = await newPerson(browser, desk);
  page = who.page;
  await signIn(page, server, '198011232006041002', 'belajar sambil minum kopi', { timeout: 60_000 });
}, { timeout: 180_000 });

after(async () => {
  await browser?.close();
  await server?.close();
});

const step = (name, tell) =>
  test(name, { timeout: 240_000 }, async () => {
    try {
      await tell();
    } catch (error) {
      await page?.screenshot({ path: join(shots, 'broken-authoring.png'), fullPage: true }).catch(() => {});
      throw error;
    }
  });

const key = (name) => page.keyboard.press(name);
const preview = () => page.getByRole('region', { name: 'Pratinjau' });
const box = (name, within = page) => within.getByRole('textbox', { name, exact: true });

// reach walks by Tab until the element has the focus.
async function reach(locator, presses = 150) {
  await locator.waitFor();
  for (let i = 0; i < presses; i++) {
    if (await locator.evaluate((e) => e === document.activeElement)) return;
    await key('Tab');
  }
  assert.fail(`not reached by Tab: ${locator}`);
}

async function press(name, within = page) {
  await reach(within.getByRole('button', { name, exact: true }));
  await key('Enter');
}

async function write(name, text, within = page) {
  await reach(box(name, within));
  await key('Control+A');
  await key('Delete');
  await page.keyboard.type(text);
}

// pick chooses from a list as a keyboard does: by the first letters.
async function pick(name, label, within = page) {
  const list = within.getByRole('combobox', { name, exact: true });
  await reach(list);
  await page.keyboard.type(label);
  await key('Enter');
  assert.equal((await list.evaluate((e) => e.selectedOptions[0].textContent)).trim(), label);
}

// mark chooses a radio of a group by arrows, from whichever of it Tab reaches.
async function mark(radio) {
  const group = await radio.getAttribute('name');
  for (let i = 0; i < 150 && !(await page.evaluate((g) => document.activeElement?.getAttribute('name') === g, group)); i++) await key('Tab');
  await key('Space');
  for (let i = 0; i < 12 && !(await radio.evaluate((e) => e === document.activeElement)); i++) await key('ArrowDown');
  assert.ok(await radio.isChecked());
}

async function begin(kind, stem, label = 'Pertanyaan') {
  await page.goto(`${server.url}/admin/bank-soal/baru?jenis=${kind}`);
  await box(label).waitFor();
  if (stem) await write(label, stem);
}

// refused saves and expects these sentences, each with a link to a field that
// is there and says the same beside it.
async function refused(...sentences) {
  await press('Simpan');
  for (const words of sentences) {
    const link = page.getByRole('alert').getByRole('link', { name: words }).first();
    await link.waitFor();
    const field = page.locator(`[id="${(await link.getAttribute('href')).slice(1)}"]`);
    await field.waitFor();
    const near = await field.evaluate((e) => (e.closest('.field') ?? e).parentElement.innerText);
    assert.ok(near.includes(words), `"${words}" is not beside its field: ${near.slice(0, 300)}`);
  }
}

async function saved(n = 1) {
  await press('Simpan');
  await page.getByText(`Versi ${n} tersimpan.`).waitFor();
  if (n === 1) await page.waitForURL(/\/admin\/bank-soal\/[0-9a-f-]{36}$/);
}

// both looks at the page on a desk and on a phone.
async function both(name) {
  await look(page, name);
  await page.setViewportSize(phone);
  await look(page, name);
  await page.setViewportSize(desk);
}

// again opens the question anew, as somebody would tomorrow.
async function again(label = 'Pertanyaan') {
  await page.goto('about:blank');
  await page.goBack();
  await page.reload();
  await box(label).waitFor();
  assert.equal(await page.getByText('Belum disimpan', { exact: true }).count(), 0);
}

const said = async (name, within = page) => (await box(name, within).innerText()).trim();
const typed = (name, within = page) => box(name, within).inputValue();
const chosen = (name, within = page) => within.getByRole('combobox', { name, exact: true }).evaluate((e) => e.selectedOptions[0].textContent.trim());

// put brings a file into a text of the form, its words first.
async function put(button, file, words) {
  await reach(page.getByRole('button', { name: button, exact: true }).first());
  await key('Enter');
  assert.equal(await page.getByLabel('Berkas', { exact: true }).count(), 0, 'no file without words');
  await write('Apa yang terlihat atau terdengar', words);
  await page.getByLabel('Berkas', { exact: true }).setInputFiles(file);
  await page.getByLabel('Berkas', { exact: true }).waitFor({ state: 'detached' });
}

step('media: a picture in the stem, a sound and a film in options, as the learner meets them', async () => {
  await begin('single', 'Dengarkan, lihat, lalu pilih.');
  await put('Gambar, suara, video', media.png, 'Surel palsu: tombol "Masuk" & 50% (biru)?');
  await write('Pilihan 1', 'Bunyi pertama');
  await put('Gambar, suara, video Pilihan 1', media.mp3, 'Bunyi bel; dua kali');
  await write('Pilihan 2', 'Film kedua');
  await put('Gambar, suara, video Pilihan 2', media.mp4, 'Film: satu klik');
  await put('Gambar, suara, video Pilihan 3', media.png, 'Alamat pengirim');
  await refused('Teks belum diisi.');
  await write('Pilihan 4', 'Tidak ada');
  await mark(page.getByRole('radio', { name: 'Benar Pilihan 2' }));
  const seen = async () => {
    const p = preview();
    await p.getByAltText('Surel palsu: tombol "Masuk" & 50% (biru)?').waitFor();
    assert.ok(await p.getByAltText('Alamat pengirim').evaluate(async (e) => { await e.decode(); return e.naturalWidth > 0; }));
    assert.equal(await p.getByLabel('Bunyi bel; dua kali').evaluate((e) => `${e.localName} ${e.controls} ${e.preload}`), 'audio true none');
    assert.equal(await p.getByLabel('Film: satu klik').evaluate((e) => `${e.localName} ${e.controls}`), 'video true');
  };
  await seen();
  await saved();
  await seen();
  await both('author-media');
  await again();
  await seen();
  assert.ok(await page.getByRole('radio', { name: 'Benar Pilihan 2' }).isChecked());
});

step('matching', async () => {
  await begin('matching', 'Pasangkan istilah dengan artinya.');
  await write('Pasangan 1', 'Pesan tipuan');
  await write('Pasangan 2', 'Salinan data');
  await write('Butir 1', 'Phishing');
  await pick('Jawaban butir 1', 'Pilih');
  await refused('Teks belum diisi.');
  assert.equal(await said('Butir 1'), 'Phishing');
  await write('Butir 2', 'Cadangan');
  await refused('Jawaban untuk Phishing belum diisi.');
  await pick('Jawaban butir 1', 'Pesan tipuan');
  await pick('Jawaban butir 2', 'Salinan data');
  await preview().getByText('Phishing').first().waitFor();
  await pick('Nilai untuk jawaban sebagian benar', 'Yang keliru mengurangi');
  await saved();
  await both('author-matching');
  await again();
  assert.deepEqual([await said('Butir 1'), await said('Pasangan 2'), await chosen('Jawaban butir 1'), await chosen('Jawaban butir 2'), await chosen('Nilai untuk jawaban sebagian benar')],
    ['Phishing', 'Salinan data', 'Pesan tipuan', 'Salinan data', 'Yang keliru mengurangi']);
});

step('ordering', async () => {
  await begin('ordering', 'Urutkan langkahnya.');
  await write('Butir 1', 'Menulis laporan');
  await write('Butir 2', 'Melapor');
  await refused('Teks belum diisi.');
  await write('Butir 3', 'Mengganti kata sandi');
  await press('Turun Butir 1');
  await preview().getByText('Mengganti kata sandi').first().waitFor();
  await saved();
  await both('author-ordering');
  await again();
  assert.deepEqual([await said('Butir 1'), await said('Butir 2'), await said('Butir 3')], ['Melapor', 'Menulis laporan', 'Mengganti kata sandi']);
});

step('categorise', async () => {
  await begin('categorise', 'Kelompokkan datanya.');
  await write('Kelompok 1', 'Data pribadi');
  await write('Kelompok 2', 'Data umum');
  await write('Butir 1', 'Alamat rumah');
  await pick('Jawaban butir 1', 'Data pribadi');
  await write('Butir 2', 'Jam layanan');
  await refused('Jawaban untuk Jam layanan belum diisi.');
  await pick('Jawaban butir 2', 'Data umum');
  await press('Tambah butir');
  await write('Butir 3', 'NIK');
  await pick('Jawaban butir 3', 'Data pribadi');
  await preview().getByText('Jam layanan').first().waitFor();
  await saved();
  await both('author-categorise');
  await again();
  assert.deepEqual([await said('Kelompok 2'), await said('Butir 3'), await chosen('Jawaban butir 2'), await chosen('Jawaban butir 3')], ['Data umum', 'NIK', 'Data umum', 'Data pribadi']);
});

step('numeric: numbers as they are typed here', async () => {
  await begin('numeric', 'Berapa berat paket itu?');
  const one = page.getByRole('group', { name: 'Jawaban 1' });
  await refused('Angkanya belum diisi.');
  await write('Angka', 'lima', one);
  await refused('Isi dengan angka, misalnya 3,5.');
  assert.equal(await typed('Angka', one), 'lima');
  await write('Angka', '3,50', one);
  await write('Toleransi ±', '0,05', one);
  await key('Tab');
  assert.deepEqual([await typed('Angka', one), await typed('Toleransi ±', one)], ['3,5', '0,05']);
  await press('Tambah angka');
  const two = page.getByRole('group', { name: 'Jawaban 2' });
  await pick('Cara', 'Rentang', two);
  await write('Paling kecil', '1.500', two);
  await write('Paling besar', '1.600', two);
  await write('Nilai (%)', '50', two);
  await press('Tambah satuan');
  await write('Satuan 1', 'kg');
  await preview().getByText('kg').first().waitFor();
  await saved();
  await both('author-numeric');
  await again();
  assert.deepEqual([await typed('Angka', one), await typed('Toleransi ±', one), await typed('Paling kecil', two), await typed('Paling besar', two), await typed('Nilai (%)', two), await typed('Satuan 1')],
    ['3,5', '0,05', '1500', '1600', '50', 'kg']);
});

step('cloze: gaps of each kind', async () => {
  await begin('cloze', '');
  await refused('Diperlukan 1 sampai 20 isian');
  await write('Teks dengan isian', 'Kata sandi yang baik itu');
  await press('Sisipkan isian');
  await page.keyboard.type('dan paling sedikit');
  await press('Sisipkan isian');
  await page.keyboard.type('huruf.');
  assert.equal((await said('Teks dengan isian')).replace(/\s+/g, ' '), 'Kata sandi yang baik itu [[g1]] dan paling sedikit [[g2]] huruf.');
  const g1 = page.getByRole('group', { name: 'Isian [[g1]]' }), g2 = page.getByRole('group', { name: 'Isian [[g2]]' });
  await pick('Jenis isian', 'Pilihan tunggal', g1);
  await write('Nama untuk pembaca layar', 'Sifat', g1);
  await write('Pilihan 1', 'panjang', g1);
  await write('Pilihan 2', 'pendek', g1);
  await pick('Jenis isian', 'Isian angka', g2);
  await write('Angka', 'banyak', g2);
  await refused('Isi dengan angka, misalnya 3,5.');
  await write('Angka', '12', g2);
  await refused('Tandai tepat satu pilihan benar; di sini ada 0.');
  await mark(g1.getByRole('radio', { name: 'Benar Pilihan 1' }));
  await preview().getByRole('combobox', { name: 'Sifat' }).waitFor();
  await saved();
  await page.getByRole('heading', { level: 1, name: 'Kata sandi yang baik itu … dan paling sedikit … huruf.' }).waitFor();
  await both('author-cloze');
  await again('Teks dengan isian');
  assert.deepEqual([await typed('Nama untuk pembaca layar', g1), await said('Pilihan 1', g1), await typed('Angka', g2)], ['Sifat', 'panjang', '12']);
  assert.ok(await g1.getByRole('radio', { name: 'Benar Pilihan 1' }).isChecked());
});

step('hotspot: places by keyboard', async () => {
  await begin('hotspot', 'Tandai alamat pengirim.');
  await refused('Gambar belum diisi.', 'Keterangan gambar belum diisi.');
  await page.getByLabel('Gambar soal').setInputFiles(media.png);
  await page.getByRole('button', { name: 'Tambah tempat yang benar di gambar' }).waitFor();
  await write('Apa yang terlihat atau terdengar', 'Surel dengan alamat dan tautan');
  await press('Tambah tempat yang benar di gambar');
  const one = page.getByRole('group', { name: 'Tempat 1' });
  await write('Dari kiri (%)', 'kiri', one);
  await refused('Isi dengan angka, misalnya 3,5.');
  await write('Dari kiri (%)', '22,5', one);
  await write('Dari atas (%)', '20', one);
  await write('Nama tempat', 'Alamat pengirim', one);
  await press('Tambah tempat');
  const two = page.getByRole('group', { name: 'Tempat 2' });
  await pick('Bentuk', 'Persegi panjang', two);
  await write('Lebar (%)', '20', two);
  await preview().getByRole('img', { name: 'Surel dengan alamat dan tautan' }).or(preview().getByAltText('Surel dengan alamat dan tautan')).first().waitFor();
  await saved();
  await both('author-hotspot');
  await again();
  assert.deepEqual([await typed('Dari kiri (%)', one), await typed('Dari atas (%)', one), await typed('Nama tempat', one), await chosen('Bentuk', two), await typed('Lebar (%)', two), await typed('Apa yang terlihat atau terdengar')],
    ['22,5', '20', 'Alamat pengirim', 'Persegi panjang', '20', 'Surel dengan alamat dan tautan']);
});

step('case: a story with items of two kinds', async () => {
  await begin('case', 'Rina menerima pesan dengan berkas.', 'Cerita kasus');
  await refused('Diperlukan 1 sampai');
  await press('Tambah butir soal');
  const one = page.getByRole('group', { name: 'Butir 1', exact: true }), two = page.getByRole('group', { name: 'Butir 2', exact: true });
  await pick('Jenis', 'Isian singkat', one);
  await write('Pertanyaan', 'Apa akhiran berkasnya?', one);
  await refused('Jawaban yang diterima belum diisi.');
  await write('Jawaban 1', 'apk', one);
  await press('Tambah butir soal');
  await pick('Jenis', 'Mengurutkan', two);
  await write('Pertanyaan', 'Urutkan.', two);
  await write('Butir 1', 'Memutus internet', two);
  await write('Butir 2', 'Menghubungi tim TI', two);
  await press('Hapus Butir 3', two);
  await preview().getByText('Memutus internet').first().waitFor();
  await saved();
  await both('author-case');
  await again('Cerita kasus');
  assert.deepEqual([await said('Cerita kasus'), await said('Pertanyaan', one), await typed('Jawaban 1', one), await said('Butir 2', two)],
    ['Rina menerima pesan dengan berkas.', 'Apa akhiran berkasnya?', 'apk', 'Menghubungi tim TI']);
});

step('essay: rubric and guide', async () => {
  await begin('essay', 'Jelaskan cara memilih kata sandi.');
  await write('Paling sedikit kata', 'banyak');
  await refused('Isi dengan angka, misalnya 3,5.');
  await write('Paling sedikit kata', '20');
  await write('Kriteria untuk peserta', 'Alasan yang jelas');
  await press('Tambah kriteria');
  const one = page.getByRole('group', { name: 'Kriteria 1' });
  await write('Kriteria', 'Isi', one);
  await write('Tingkatan 1', 'Kurang', one);
  await refused('Teks belum diisi atau terlalu panjang.');
  await write('Tingkatan 2', 'Baik', one);
  await write('Petunjuk penilai', 'Jangan menilai ejaan.');
  await preview().getByText('Alasan yang jelas').first().waitFor();
  await saved();
  await both('author-essay');
  await again();
  assert.deepEqual([await typed('Paling sedikit kata'), await typed('Kriteria', one), await typed('Tingkatan 2', one), await said('Petunjuk penilai')], ['20', 'Isi', 'Baik', 'Jangan menilai ejaan.']);
});

step('short text: variants, slips, and a reload that loses nothing', async () => {
  await begin('shorttext', 'Apa nama pesan tipuan?');
  await refused('Jawaban yang diterima belum diisi.');
  await write('Jawaban 1', 'phishing');
  await press('Tambah jawaban');
  await write('Jawaban 2', 'pengelabuan');
  await pick('Salah ketik yang dimaafkan', '1');
  await page.waitForTimeout(500);
  await page.reload();
  await page.getByText('Tulisan yang belum tersimpan dipulihkan.').waitFor();
  assert.equal(await typed('Jawaban 2'), 'pengelabuan');
  await saved();
  await both('author-shorttext');
  await again();
  assert.deepEqual([await typed('Jawaban 1'), await typed('Jawaban 2'), await chosen('Salah ketik yang dimaafkan')], ['phishing', 'pengelabuan', '1']);
});

step('the page had nothing to complain about', async () => assert.deepEqual(who.complaints, []));
