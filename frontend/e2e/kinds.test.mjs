// A question of every kind, answered by keyboard alone: no click and no tap
// after signing in. Each control is looked at on a phone and on a desk, the
// line breaks on the way, and the result is what the answers earn.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { startServer, openBrowser, newPerson, signIn, look, root, shots } from './harness.mjs';
import { api } from './finish.mjs';

const nip = '199204152019032004';
const password = 'belajar sambil minum kopi';
let server, browser, call, page, context, complaints, lessons;

before(async () => {
  server = await startServer({ LENTERA_DEMO: 'true' });
  server.cli('import', 'course', join(root, 'frontend/e2e/kinds-course'));
  call = await api(server.url, nip, password);
  await call('POST', '/api/courses/courses/latihan-jenis-soal/enrol', {});
  lessons = (await call('GET', '/api/courses/courses/latihan-jenis-soal')).modules.flatMap((m) => m.lessons);
  browser = await openBrowser();
  ({ page, context, complaints } = await newPerson(browser));
  await signIn(page, server, nip, password);
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
      await page?.screenshot({ path: join(shots, 'broken-kinds.png'), fullPage: true }).catch(() => {});
      throw error;
    }
  });

const key = (name) => page.keyboard.press(name);

// reach walks by Tab until the element has the focus: what cannot be reached
// this way cannot be used this way. A radio of a group that has its place in
// the row already counts as reached from its group.
async function reach(locator, presses = 90) {
  await locator.waitFor();
  for (let i = 0; i < presses; i++) {
    if (await locator.evaluate((e) => e === document.activeElement)) return;
    await key('Tab');
  }
  assert.fail(`not reached by Tab: ${locator}`);
}

async function press(name) {
  await reach(page.getByRole('button', { name, exact: true }));
  await key('Enter');
}

// choose picks a radio by arrows from whichever of its group Tab reaches.
async function choose(name, within = page) {
  const radio = within.getByRole('radio', { name });
  const group = await radio.getAttribute('name');
  for (let i = 0; i < 90; i++) {
    if (await page.evaluate((g) => document.activeElement?.getAttribute('name') === g, group)) break;
    await key('Tab');
  }
  for (let i = 0; i < 12 && !(await radio.evaluate((e) => e === document.activeElement)); i++) await key('ArrowDown');
  await key('Space');
  assert.ok(await radio.isChecked(), `radio ${name}`);
}

async function type(name, text) {
  await reach(page.getByRole('textbox', { name, exact: true }));
  await page.keyboard.type(text);
}

// pick chooses from a list as a keyboard does: by the first letters.
async function pick(name, letters, label) {
  const list = page.getByRole('combobox', { name, exact: true });
  await reach(list);
  await page.keyboard.type(letters);
  await key('Enter');
  assert.equal(await list.evaluate((e) => e.selectedOptions[0].textContent), label);
}

const orderOf = () => page.locator('ol li .words').evaluateAll((all) => all.map((e) => e.textContent.replace(/^\s*\d+\.\s*/, '').trim()));

// putFirst moves lines up until the list is in the wanted order.
async function arrange(want) {
  for (let place = 0; place < want.length; place++) {
    for (let now = await orderOf(); now.indexOf(want[place]) > place; now = await orderOf()) {
      await reach(page.getByRole('button', { name: new RegExp(`Naik ?: ${want[place]}`) }));
      await key('Enter');
    }
  }
  const keep = page.getByRole('button', { name: 'Urutan ini sudah benar' });
  if (await keep.isVisible()) await press('Urutan ini sudah benar');
  assert.deepEqual(await orderOf(), want);
}

// place adds a mark in the middle of the picture and walks it there by arrows.
async function place(n, right, down) {
  await reach(page.getByRole('button', { name: /^Tambah penanda/ }));
  await key('Enter');
  const mark = page.getByRole('button', { name: new RegExp(`^Penanda ${n}:`) });
  assert.ok(await mark.evaluate((e) => e === document.activeElement), 'the new mark has the focus');
  for (const [steps, ahead, back] of [[right, 'ArrowRight', 'ArrowLeft'], [down, 'ArrowDown', 'ArrowUp']]) {
    for (let i = 0; i < Math.abs(steps); i++) await key(`Shift+${steps > 0 ? ahead : back}`);
  }
}

const steps = ['Melapor ke atasan dan tim TI', 'Mengunci ponsel dari jauh', 'Mengganti kata sandi', 'Menulis laporan kejadian'];
const answers = {
  'Dengarkan pesan ini': ['single', async () => {
    const sound = page.getByLabel('Bunyi pemberitahuan dari ponsel');
    assert.equal(await sound.evaluate((e) => `${e.localName} ${e.controls} ${e.preload}`), 'audio true none');
    await choose('Memeriksa pengirim lewat nomor resmi');
  }],
  'Mana yang termasuk data pribadi': ['multiple', async () => {
    for (const name of ['NIK', 'Nomor ponsel pribadi']) {
      await reach(page.getByRole('checkbox', { name }));
      await key('Space');
      await key('Shift+Tab');
      await key('Shift+Tab');
    }
  }],
  'Gembok pada peramban': ['truefalse', () => choose('Salah')],
  'Cocokkan istilah': ['matching', async () => {
    const pairs = { Phishing: 'Pesan tipuan yang meminta data', Cadangan: 'Salinan data di tempat lain', OTP: 'Kode sekali pakai' };
    for (const name of await page.locator('label.what').allTextContents()) await pick(name, pairs[name].slice(0, 4), pairs[name]);
  }],
  // Two at their places: half of the points.
  'Urutkan langkah setelah': ['ordering', () => arrange([steps[1], steps[0], steps[2], steps[3]])],
  'Kelompokkan data': ['categorise', async () => {
    for (const item of await page.locator('fieldset legend').allTextContents()) {
      const own = /rumah|kesehatan/.test(item) ? 'Data pribadi' : 'Data umum';
      await choose(own, page.getByRole('group', { name: item }));
    }
  }],
  'Apa nama pesan tipuan': ['shorttext', () => type('Jawaban Anda', 'Pishing')],
  'sama dengan berapa GB': ['numeric', async () => {
    await type('Jawaban Anda', '1,5');
    await pick('Satuan', 'GB', 'GB');
  }],
  'Lengkapi kalimat': ['cloze', async () => {
    await pick('Sifat kata sandi', 'panj', 'panjang');
    await type('Tempat lain', 'Layanan');
    await type('Panjang paling sedikit', '14');
  }],
  'Tandai dua hal': ['hotspot', async () => {
    assert.ok(await page.locator('.picture img').evaluate((e) => e.complete && e.naturalWidth > 0), 'the picture is here, also without a line');
    await place(1, -3, -3);
    await place(2, 0, 3);
  }],
  'Rina menerima pesan': ['case', async () => {
    await choose('Menghapus pesan dan melapor');
    await type('Jawaban Anda', 'APK');
    await arrange(['Memutus internet', 'Menghubungi tim TI']);
  }],
};

const saved = () => page.locator('.bar').getByText('Tersimpan', { exact: true }).waitFor();
const heading = (n, of) => page.getByRole('heading', { level: 2, name: `Soal ${n} dari ${of}` }).waitFor();

// asked finds what the question on the screen is.
async function asked() {
  await page.getByText('Memuat soal…').waitFor({ state: 'detached' });
  const words = await page.locator('main section').first().innerText();
  const found = Object.entries(answers).find(([stem]) => words.includes(stem));
  assert.ok(found, `no such question: ${words.slice(0, 200)}`);
  return found[1];
}

step('every kind is answered by keyboard alone, also where the line has broken', async () => {
  await page.goto(`${server.url}/kuis/${lessons[0].id}`);
  await look(page, 'kinds-intro');
  await press('Mulai');
  await heading(1, 11);
  await page.getByRole('button', { name: 'Tampilkan semua soal', includeHidden: true }).waitFor({ state: 'attached' });
  await page.waitForLoadState('networkidle');
  for (let n = 1; n <= 11; n++) {
    await heading(n, 11);
    const [kind, answer] = await asked();
    // Two questions on the way meet no line: their controls are here already.
    const broken = n === 5 || n === 6;
    await context.setOffline(broken);
    await answer();
    if (broken) await page.locator('.bar').getByText(/^(Tersimpan di ponsel|Belum terkirim)/).waitFor();
    else await saved();
    await look(page, `kind-${kind}`);
    if (n < 11) await press('Berikutnya');
  }
  await page.waitForFunction(() => document.querySelector('.bar')?.textContent.includes('Tersimpan'));
});

step('a reload brings every answer back, and every control stands on a desk too', async () => {
  await page.setViewportSize({ width: 1280, height: 800 });
  for (let n = 1; n <= 11; n++) {
    await page.goto(`${new URL(page.url()).origin}${new URL(page.url()).pathname}?soal=${n}`);
    await heading(n, 11);
    const [kind] = await asked();
    await page.getByText('11 dari 11 dijawab').waitFor();
    if (kind === 'hotspot') {
      await press('Pilih dari daftar petak');
      await pick('Petak untuk penanda 1', 'A2', 'A2');
      await saved();
    }
    await look(page, `kind-${kind}`);
  }
});

step('all questions at once: one page, the same answers', async () => {
  await press('Tampilkan semua soal');
  await heading(11, 11);
  assert.equal(await page.getByRole('heading', { level: 2, name: /^Soal \d+ dari 11$/ }).count(), 11);
  await look(page, 'kinds-all');
  await page.setViewportSize({ width: 360, height: 740 });
  await look(page, 'kinds-all');
});

step('the result is what the answers earn, and the review shows each kind', async () => {
  await page.getByRole('button', { name: 'Kumpulkan', exact: true }).first().focus();
  await key('Enter');
  await press('Ya, kumpulkan');
  await page.getByRole('heading', { level: 1, name: /^Hasil/ }).waitFor();
  // 10 whole questions and half of the ordering.
  await page.getByText('10,5 dari 11 poin').waitFor();
  await page.getByText('Sebagian benar', { exact: true }).waitFor();
  assert.equal(await page.locator('h3 .tag.good').count(), 10);
  await page.getByText('Alamat pengirim').waitFor();
  await look(page, 'kinds-review');
  await page.setViewportSize({ width: 1280, height: 800 });
  await look(page, 'kinds-review');
  await page.setViewportSize({ width: 360, height: 740 });
});

step('an essay is written, saved while it is written, and waits for a marker', async () => {
  await page.goto(`${server.url}/kuis/${lessons[1].id}`);
  await press('Mulai');
  await heading(1, 1);
  await type('Jawaban Anda', 'Saya akan memakai pengelola kata sandi mulai hari Senin.');
  await page.getByText('9 kata').waitFor();
  await saved();
  await look(page, 'kind-essay');
  await page.reload();
  assert.equal(await page.getByRole('textbox', { name: 'Jawaban Anda' }).inputValue(), 'Saya akan memakai pengelola kata sandi mulai hari Senin.');
  await page.setViewportSize({ width: 1280, height: 800 });
  await look(page, 'kind-essay');
  await page.getByRole('button', { name: 'Kumpulkan', exact: true }).first().focus();
  await key('Enter');
  await press('Ya, kumpulkan');
  await page.getByRole('heading', { name: 'Jawaban Anda sudah diterima' }).waitFor();
  await page.getByText('Menunggu penilai', { exact: true }).waitFor();
  await look(page, 'essay-review');
  assert.ok(!(await page.content()).includes('bukan ejaan'), 'the guide is for markers');
});

test('the page had nothing to complain about', () => assert.deepEqual(complaints, []));
