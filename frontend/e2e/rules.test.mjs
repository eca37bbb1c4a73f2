// Two devices and a lost line: an attempt that one device may hold is taken over
// both ways, a phone delivers its queue in one call, and answers that arrive
// after the deadline are taken or not as the quiz says, and called what they are.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startServer, openBrowser, newPerson, signIn, look, until, shots } from './harness.mjs';
import { api } from './finish.mjs';

const password = 'belajar sambil minum kopi';
const dewi = '199204152019032004', agus = '199009092023211007', admin = '198503172010012003', trainer = '198011232006041002';
const keys = ['satu', 'antre', 'telat', 'tutup'];
const titles = { satu: 'Ujian satu perangkat', antre: 'Kuis dua perangkat', telat: 'Ujian dengan batas terlambat', tutup: 'Ujian tanpa batas terlambat' };
const course = {
  'course.yaml': `code: dua-perangkat
title: Kursus dua perangkat
summary: Untuk uji.
language: id
jp: 4
siasn_path: 16
organiser: BKPSDM
outcomes: [Mengerti.]
modules:
  - key: m1
    title: Modul
    jp: 4
    lessons:
${keys.map((k) => `      - {key: ${k}, title: ${titles[k]}, kind: quiz, minutes: 45, file: quiz/${k}.yaml}`).join('\n')}
`,
  ...Object.fromEntries(keys.map((k) => [`quiz/${k}.yaml`, `title: ${titles[k]}
instructions: Pilih jawaban.
duration_minutes: ${k === 'telat' || k === 'tutup' ? 1 : 30}
pass_percent: 60
draw: [{pool: p, count: 5}]
`])),
  'questions/semua.yaml': [1, 2, 3, 4, 5].map((i) =>
    `- {key: soal-${i}, pool: p, kind: single, stem: Pertanyaan ${i}, options: [{text: tepat ${i}, correct: true}, {text: keliru ${i}}, {text: lain ${i}}], explanation: Sebab ${i}.}\n`).join(''),
};

let server, browser, calls = {}, lessons;
const people = [];

before(async () => {
  server = await startServer({ LENTERA_DEMO: 'true' });
  const folder = mkdtempSync(join(tmpdir(), 'kursus-'));
  for (const [name, text] of Object.entries(course)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  assert.match(server.cli('import', 'course', folder), /Revision 1 is published/);
  for (const who of [dewi, agus, admin]) calls[who] = await api(server.url, who, password);
  for (const who of [dewi, agus]) await calls[who]('POST', '/api/courses/courses/dua-perangkat/enrol', {});
  const { modules } = await calls[dewi]('GET', '/api/courses/courses/dua-perangkat');
  lessons = Object.fromEntries(modules[0].lessons.map((l) => [keys.find((k) => titles[k] === l.title), l.id]));
  browser = await openBrowser();
}, { timeout: 240_000 });

after(async () => {
  await browser?.close();
  await server?.close();
});

const step = (name, tell) =>
  test(name, { timeout: 300_000 }, async () => {
    try {
      await tell();
    } catch (error) {
      for (const [i, { page }] of people.entries()) await page.screenshot({ path: join(shots, `broken-rules-${i}.png`), fullPage: true }).catch(() => {});
      throw error;
    }
  });

async function person(nip, size) {
  const who = await newPerson(browser, size);
  people.push(who);
  await signIn(who.page, server, nip, password, { timeout: 60_000 });
  return who;
}
const desk = { width: 1280, height: 800 };

async function setRules(key, change) {
  const { no, rules } = await calls[admin]('GET', `/api/quiz/lessons/${lessons[key]}/rules`);
  await calls[admin]('PUT', `/api/quiz/lessons/${lessons[key]}/rules`, { no, rules: { ...rules, ...change } });
}

// begin starts a quiz and waits until every late part is here.
async function begin(page, key) {
  await page.goto(`${server.url}/kuis/${lessons[key]}`);
  await page.getByRole('button', { name: 'Mulai', exact: true }).click();
  await page.waitForURL(/\/ujian\//);
  await ready(page);
  return page.url().split('/').pop().replace(/\?.*/, '');
}
const ready = (page) => page.getByRole('button', { name: 'Tampilkan semua soal', includeHidden: true }).waitFor({ state: 'attached' });
const choose = async (page, option = 0) => page.locator('fieldset label').nth(option).click();
const onward = async (page, n) => {
  await page.getByRole('button', { name: 'Berikutnya' }).click();
  await page.getByRole('heading', { level: 2, name: `Soal ${n} dari 5` }).waitFor();
};
const saved = (page) => page.locator('.bar').getByText('Tersimpan', { exact: true }).waitFor({ timeout: 30_000 });
const waits = (page, n) => page.locator('.bar').getByText(`Belum terkirim (${n})`, { exact: true }).waitFor({ timeout: 30_000 });
const heldBy = (page) => page.getByRole('heading', { name: 'Dikerjakan di perangkat lain' });
const stored = async (who, attempt) => (await calls[who]('GET', `/api/quiz/attempts/${attempt}`)).items.map((i) => i.seq);
const lookBoth = async (page, name) => {
  const size = page.viewportSize();
  await look(page, name);
  await page.setViewportSize(size.width < 600 ? desk : { width: 360, height: 740 });
  await look(page, name);
  await page.setViewportSize(size);
};

step('who rules a quiz sets one device and time for late answers', async () => {
  const { page } = await person(trainer, desk);
  await page.goto(`${server.url}/admin/kuis/aturan/${lessons.satu}`);
  await page.getByLabel('Toleransi kiriman terlambat (menit)').fill('10');
  await page.getByText('Pengawasan dan bagian nilai').click();
  await page.getByLabel('Satu perangkat pada satu waktu').check();
  await page.getByLabel('Kode akses').fill('MANGGA-7');
  await look(page, 'rules-one-device');
  await page.getByRole('button', { name: 'Simpan aturan' }).click();
  const rules = await until('the rules', async () => {
    const { rules: r } = await calls[admin]('GET', `/api/quiz/lessons/${lessons.satu}/rules`);
    return r.one_session && r;
  }, 20);
  assert.equal(rules.late_seconds, 600);
  assert.equal(rules.access_code, 'MANGGA-7');
  await setRules('satu', { focus_log: true });
  await setRules('telat', { late_seconds: 900 });
});

step('one device holds the attempt; another takes it over, and back, and nothing is lost', async () => {
  const [{ page: phone }, { page: big }] = [await person(dewi), await person(dewi, desk)];
  await phone.goto(`${server.url}/kuis/${lessons.satu}`);
  await phone.getByText('Hanya satu perangkat yang dapat dipakai').waitFor();
  await phone.getByText('masih diterima sampai 10 menit sesudahnya').waitFor();
  await phone.getByText('Meninggalkan halaman ujian dicatat').waitFor();
  await phone.getByLabel('Kode akses').fill('mangga-7');
  const attempt = await begin2(phone);
  await phone.getByText('Meninggalkan halaman ini dicatat').waitFor();
  await choose(phone);
  await saved(phone);
  await lookBoth(phone, 'attempt-focus-noted');

  // The desk comes: it is told, shows no question, and needs the code.
  await big.goto(`${server.url}/kuis/${lessons.satu}`);
  await big.getByRole('link', { name: 'Lanjutkan mengerjakan' }).click();
  await heldBy(big).waitFor();
  assert.equal(await big.locator('fieldset').count(), 0);
  assert.equal(await big.getByText('Tersimpan', { exact: true }).count(), 0);
  await big.getByLabel('Kode akses').waitFor();
  await lookBoth(big, 'attempt-held');
  await big.getByLabel('Kode akses').fill('jeruk');
  await big.getByRole('button', { name: 'Lanjutkan di perangkat ini' }).click();
  await big.getByText('Kode akses tidak cocok').waitFor();
  await look(big, 'attempt-held-wrong-code');
  await big.getByLabel('Kode akses').fill('MANGGA-7');
  await big.getByRole('button', { name: 'Lanjutkan di perangkat ini' }).focus();
  await big.keyboard.press('Enter');
  await big.locator('fieldset').waitFor();
  assert.equal(await big.locator('fieldset input:checked').count(), 1, 'what the phone saved is here');
  await onward(big, 2);
  await choose(big, 1);
  await saved(big);

  // The phone has not heard yet. What it tries to save waits, and is not called saved.
  await onward(phone, 2);
  await onward(phone, 3);
  await choose(phone, 2);
  await heldBy(phone).waitFor();
  await waits(phone, 1);
  assert.ok(await heldBy(phone).evaluate((e) => e === document.activeElement), 'the focus is where it says why');
  assert.equal(await phone.getByText('Tersimpan', { exact: true }).count(), 0);
  await phone.getByText('Belum terkirim (1). Jawaban itu aman di perangkat ini').waitFor();
  await lookBoth(phone, 'attempt-held-unsent');
  assert.deepEqual(await stored(dewi, attempt), [1, 1, 0, 0, 0]);
  await phone.goto(`${server.url}/`);
  await phone.getByText('Menunggu di perangkat ini (1)').waitFor();
  await lookBoth(phone, 'home-held');
  await phone.getByRole('link', { name: 'Buka kuis itu' }).click();

  // The desk has the attempt open a second time.
  const unaware = await big.context().newPage();
  await unaware.goto(big.url());
  await ready(unaware);

  // Back to the phone: the waiting answer goes.
  await heldBy(phone).waitFor();
  await phone.getByLabel('Kode akses').fill('mangga-7');
  await phone.getByRole('button', { name: 'Lanjutkan di perangkat ini' }).click();
  await until('the waiting answer', async () => (await stored(dewi, attempt))[2] === 1, 20);
  await phone.goto(`${server.url}/ujian/${attempt}?soal=3`);
  await saved(phone);
  assert.equal(await phone.locator('fieldset input').nth(2).isChecked(), true);

  // Who has not heard of it can hand nothing in either, and reads why.
  await unaware.getByRole('button', { name: 'Kumpulkan', exact: true }).click();
  await unaware.getByRole('button', { name: 'Ya, kumpulkan' }).click();
  await heldBy(unaware).waitFor();
  assert.equal(await unaware.getByRole('dialog').count(), 0);
  await unaware.close();

  // The desk hears of it by its sign of life alone, and can hand nothing in.
  await big.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await heldBy(big).waitFor();
  assert.equal(await big.getByRole('button', { name: 'Kumpulkan' }).count(), 0);
  const { events } = await calls[admin]('GET', `/api/quiz/attempts/${attempt}/events`);
  assert.equal(events.filter((e) => e.kind === 'taken-over').length, 2);

  // The phone hands in, and the desk leaves for the result by itself.
  await ready(phone);
  await phone.getByRole('button', { name: 'Lihat daftar soal' }).click();
  await phone.getByRole('button', { name: 'Kumpulkan', exact: true }).click();
  await phone.getByRole('button', { name: 'Ya, kumpulkan' }).click();
  await phone.waitForURL(/\/hasil\//);
  await big.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await big.waitForURL(/\/hasil\//);
});

// begin2 presses start on the page that stands (a code is filled in).
async function begin2(page) {
  await page.getByRole('button', { name: 'Mulai', exact: true }).click();
  await page.waitForURL(/\/ujian\//);
  await ready(page);
  return page.url().split('/').pop().replace(/\?.*/, '');
}

step('where both may save, each says that the other is there', async () => {
  const [phone, big] = people.slice(1).map((p) => p.page);
  const attempt = await begin(phone, 'antre');
  await big.goto(`${server.url}/ujian/${attempt}`);
  await big.getByText('Percobaan ini juga terbuka di perangkat lain.').waitFor();
  await phone.evaluate(() => document.dispatchEvent(new Event('visibilitychange')));
  await phone.getByText('Percobaan ini juga terbuka di perangkat lain.').waitFor();
  await lookBoth(phone, 'attempt-elsewhere');
  await choose(big, 1);
  await saved(big);
  await big.goto(`${server.url}/`);
});

step('a phone without a line delivers what it has in one call', async () => {
  const { page, context } = people[1];
  await page.reload();
  await ready(page);
  const attempt = page.url().split('/').pop().replace(/\?.*/, '');
  const sent = [];
  page.on('response', (r) => r.url().includes('/answers') && sent.push([r.request().method(), JSON.parse(r.request().postData()), r.json()]));
  await context.setOffline(true);
  for (let n = 2; n <= 5; n++) {
    await onward(page, n);
    await choose(page, n % 3);
  }
  await waits(page, 4);
  assert.equal(await page.getByText('Tersimpan', { exact: true }).count(), 0);
  await context.setOffline(false);
  await saved(page);
  assert.deepEqual(sent.map(([method]) => method), ['POST'], 'one call');
  const [, body, reply] = sent[0];
  assert.deepEqual(body.answers.map((a) => a.no), [2, 3, 4, 5]);
  assert.deepEqual((await reply).verdicts.map((v) => v.verdict), ['saved', 'saved', 'saved', 'saved']);
  assert.ok(body.answers.every((a, i) => a.elapsed_ms > 0 && a.elapsed_ms <= body.elapsed_ms && (i === 0 || a.elapsed_ms >= body.answers[i - 1].elapsed_ms)), JSON.stringify(body));
  for (let n = 4; n >= 2; n--) {
    await page.getByRole('button', { name: 'Sebelumnya' }).click();
    await saved(page);
  }
  assert.deepEqual(await stored(dewi, attempt), [1, 1, 1, 1, 1]);
  // One answer with a line goes as it always did.
  sent.length = 0;
  await choose(page, 1);
  await until('one save', () => sent.length > 0, 10);
  assert.equal(sent[0][0], 'PUT');
  await page.goto(`${server.url}/`);
});

step('without a line across the deadline: taken late, or too late, and called that', async () => {
  const one = people[1], two = await person(agus);
  await one.page.waitForFunction(() => navigator.serviceWorker?.controller, null, { timeout: 30_000 });
  const [late, shut] = [await begin(one.page, 'telat'), await begin(two.page, 'tutup')];
  for (const { page, context } of [one, two]) {
    await choose(page);
    await saved(page);
    await context.setOffline(true);
    await onward(page, 2);
    await choose(page);
    await onward(page, 3);
    await choose(page, 1);
    await waits(page, 2);
  }
  // One is reloaded without a line: the page, its answers and its clock come
  // from the phone, and it goes on.
  await one.page.reload();
  await ready(one.page);
  await waits(one.page, 2);
  await onward(one.page, 4);
  await choose(one.page, 2);
  await waits(one.page, 3);
  for (const { page } of [one, two]) await page.getByRole('heading', { level: 1, name: 'Waktu habis' }).waitFor({ timeout: 70_000 });
  await one.page.getByText(/masih diterima sampai pukul/).waitFor();
  await two.page.getByText('Kuis ini tidak menerima jawaban yang tiba setelah waktu habis.').waitFor();
  assert.equal(await one.page.getByText('Belum terkirim', { exact: true }).count(), 3, 'each answer is named');
  await lookBoth(one.page, 'time-up-waiting');
  await lookBoth(two.page, 'time-up-no-window');
  await new Promise((done) => setTimeout(done, 8_000)); // beyond the five seconds for the network
  for (const { context } of [one, two]) await context.setOffline(false);

  await one.page.getByRole('heading', { name: 'Jawaban yang tadi belum terkirim' }).waitFor({ timeout: 40_000 });
  assert.equal(await one.page.getByText('Diterima terlambat', { exact: true }).count(), 3);
  await lookBoth(one.page, 'time-up-late');
  await two.page.getByRole('heading', { name: 'Jawaban yang tadi belum terkirim' }).waitFor({ timeout: 60_000 });
  assert.equal(await two.page.getByText('Tidak diterima', { exact: true }).count(), 2);
  assert.ok(await two.page.getByText(/Waktu pengerjaan habis/).count() > 0, 'the server says why');
  await lookBoth(two.page, 'time-up-too-late');
  assert.deepEqual((await stored(dewi, late)).slice(0, 4), [1, 1, 1, 1]);
  assert.deepEqual((await stored(agus, shut)).slice(0, 3), [1, 0, 0]);

  for (const { page } of [one, two]) {
    await page.getByRole('button', { name: 'Lihat hasil' }).focus();
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/hasil\//);
  }
  await one.page.getByText('Ada jawaban yang tiba setelah waktu habis').waitFor();
  await look(one.page, 'result-late');
  const results = await Promise.all([calls[dewi]('GET', `/api/quiz/attempts/${late}/review`), calls[agus]('GET', `/api/quiz/attempts/${shut}/review`)]);
  assert.deepEqual(results.map((r) => r.outcome), ['late', 'timed-out']);
  const monitor = people[0].page;
  await monitor.goto(`${server.url}/admin/pantau-ujian?kuis=${lessons.telat}`);
  const row = monitor.getByRole('row').filter({ hasText: 'Jawaban terlambat' });
  await row.first().waitFor();
  await look(monitor, 'monitor-late');
});

test('no page complained', () => assert.deepEqual(people.flatMap((p) => p.complaints), []));
