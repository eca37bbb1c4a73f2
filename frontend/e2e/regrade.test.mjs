// From a bad item to a corrected record: a trainer sees a flagged question and
// corrects its key, another person approves both ways, one certificate and its
// entry appear and another is annulled.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { startServer, openBrowser, newPerson, signIn, look, wait } from './harness.mjs';
import { api } from './finish.mjs';

const demo = 'belajar sambil minum kopi';
const secret = 'gunung semeru di pagi hari';
const n = 32; // two more than a flag needs
const nipOf = (i) => `19800${1 + (i % 9)}${String(1 + (i % 28)).padStart(2, '0')}2010011${String(1 + i).padStart(3, '0')}`;

// Five questions, each drawn by everybody; the key of the last is wrong.
const course = {
  'course.yaml': `code: kunci-tertukar
title: Kursus dengan kunci tertukar
summary: Untuk uji.
language: id
jp: 1
siasn_path: 16
organiser: BKPSDM
outcomes: [Mengerti.]
modules:
  - key: m1
    title: Modul
    jp: 1
    lessons:
      - {key: ujian, title: Ujian akhir, kind: quiz, minutes: 45, file: quiz/ujian.yaml}
`,
  'quiz/ujian.yaml': `title: Ujian akhir
instructions: Pilih jawaban.
duration_minutes: 30
pass_percent: 60
draw: [{pool: p1, count: 1}, {pool: p2, count: 1}, {pool: p3, count: 1}, {pool: p4, count: 1}, {pool: p5, count: 1}]
`,
  'questions/semua.yaml': [1, 2, 3, 4, 5].map((i) =>
    `- {key: soal-${i}, pool: p${i}, kind: single, stem: Pertanyaan ${i}, options: [{text: tepat ${i}${i < 5 ? ', correct: true' : ''}}, {text: keliru ${i}${i < 5 ? '' : ', correct: true'}}, {text: lain ${i}}], explanation: Sebab ${i}.}\n`).join(''),
};

let server, browser, admin, lesson;
const learners = [];

// sit answers so many of the first four rightly, and the fifth with these words.
async function sit(call, rights, fifth) {
  const paper = await call('POST', `/api/quiz/lessons/${lesson}/attempts`, {});
  for (const item of paper.items) {
    const i = Number(item.stem_html.match(/Pertanyaan (\d)/)[1]);
    const words = i === 5 ? fifth : i <= rights ? 'tepat' : i % 2 ? 'lain' : 'keliru';
    const option = item.options.find((o) => o.html.includes(words));
    await call('PUT', `/api/quiz/attempts/${paper.id}/answers/${item.no}`, { chosen: [option.id], seq: 1 });
  }
  return call('POST', `/api/quiz/attempts/${paper.id}/submit`, {});
}

async function people() {
  const rows = Array.from({ length: n }, (_, i) => {
    const nip = nipOf(i);
    return `${nip};Peserta Uji ${String(i).padStart(2, '0')};${nip.slice(6, 8)}-${nip.slice(4, 6)}-${nip.slice(0, 4)};M;PNS;01-01-2010;DEMO-40;Puskesmas Senduro;Aktif;Pengadministrasi;-`;
  });
  const body = `nip_baru;nama;tanggal_lahir;jenis_kelamin;status_cpns_pns;tmt_cpns;unor_id;unor_nama;kedudukan_hukum_nama;jabatan_nama;agama_nama\n${rows.join('\n')}\n`;
  const made = await admin.raw('POST', '/api/accounts/rosters?file_name=uji.csv', body);
  assert.equal(made.counts.new, n, JSON.stringify(made));
  await admin('POST', `/api/accounts/rosters/${made.id}/commit`, {});
  const { units } = await admin('GET', '/api/accounts/units');
  const { codes } = await admin('POST', '/api/accounts/activation-codes', { unit_id: units.find((u) => u.name === 'Puskesmas Senduro').id });
  for (const { nip, code } of codes.filter((c) => c.nip.slice(8, 14) === '201001' && c.nip.startsWith('1980'))) {
    const res = await fetch(`${server.url}/api/accounts/activate`, { method: 'POST', headers: { 'content-type': 'application/json', origin: server.url },
      body: JSON.stringify({ name: nip, code, password: secret }) });
    const text = await res.text();
    assert.ok(res.ok, text);
    learners.push(api.withToken(server.url, JSON.parse(text).access_token, nip));
  }
  learners.sort((a, b) => nipIndex(a.nip) - nipIndex(b.nip));
}
const nipIndex = (nip) => Number(nip.slice(15)) - 1;

before(async () => {
  server = await startServer({ LENTERA_DEMO: 'true' });
  browser = await openBrowser();
  const folder = mkdtempSync(join(tmpdir(), 'kursus-'));
  for (const [name, text] of Object.entries(course)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  assert.match(server.cli('import', 'course', folder), /Revision 1 is published/);
  admin = await api(server.url, '198503172010012003', demo);
  await people();
}, { timeout: 240_000 });

after(async () => {
  await browser?.close();
  await server?.close();
});

async function signedIn(nip, size) {
  const who = await newPerson(browser, size);
  await signIn(who.page, server, nip, demo, { timeout: 60_000 });
  return who;
}

// A question of a course folder has no author: the administration is told of
// it where it works, and comes from there to the question.
async function flagsOnTheDesk(trainer) {
  const office = await signedIn('198503172010012003');
  await office.page.goto(`${server.url}/admin/kuis`);
  const told = office.page.locator('section[aria-labelledby=flagged]');
  await told.getByText('Daya beda negatif').first().waitFor();
  await look(office.page, 'quizzes-flagged');
  await office.page.setViewportSize({ width: 1280, height: 900 });
  await look(office.page, 'quizzes-flagged');
  await told.getByRole('link', { name: 'Pertanyaan 5' }).press('Enter');
  await office.page.getByRole('heading', { name: /Pertanyaan 5|soal-5/ }).first().waitFor();
  assert.deepEqual(office.complaints, []);
  await office.context.close();
  const seen = await trainer.context().newPage();
  await seen.goto(`${server.url}/admin/kuis`);
  await seen.getByRole('heading', { name: 'Kuis', exact: true }).waitFor();
  await seen.getByText('Terbit', { exact: true }).first().waitFor();
  assert.equal(await seen.locator('section[aria-labelledby=flagged]').count(), 0);
  await seen.close();
}

test('a flagged question, its key corrected, the record corrected', { timeout: 420_000 }, async () => {
  const trainer = await signedIn('198011232006041002', { width: 1280, height: 800 });
  const p = trainer.page;
  await p.goto(`${server.url}/admin/nilai-ulang`);
  await p.getByRole('heading', { name: 'Belum ada perbaikan kunci' }).waitFor();
  await look(p, 'regrade-empty');
  await p.goto(`${server.url}/admin/statistik-soal`);
  await p.getByRole('heading', { name: 'Belum ada percobaan yang selesai' }).waitFor();
  await look(p, 'statistics-empty');

  // The first passes by the wrong key alone, the last fails by it alone.
  for (const [i, call] of learners.entries()) {
    await call('POST', '/api/courses/courses/kunci-tertukar/enrol', {});
    lesson ??= (await call('GET', '/api/courses/courses/kunci-tertukar')).modules[0].lessons[0].id;
    const [rights, fifth] = i === 0 ? [2, 'keliru'] : i < 10 ? [3, 'keliru'] : i < n - 1 ? [4, 'tepat'] : [2, 'tepat'];
    const result = await sit(call, rights, fifth);
    assert.equal(result.passed, i !== n - 1, `learner ${i}`);
  }
  const loser = learners[0], winner = learners[n - 1];
  const finished = Date.now();
  for (;;) { // flagged within a minute, and then on the screen
    const { quizzes } = await admin('GET', '/api/quiz/statistics');
    if (quizzes[0].course_code === 'kunci-tertukar' && quizzes[0].n === n) break;
    assert.ok(Date.now() - finished < 60_000, `the statistics took more than a minute: ${JSON.stringify(quizzes[0])}`);
    await wait(1_000);
  }
  await p.goto(`${server.url}/admin/statistik-soal`);
  await p.getByText('Daya beda negatif').first().waitFor();
  await look(p, 'statistics');
  await flagsOnTheDesk(p);
  await p.getByRole('button', { name: 'Rincian soal soal-5' }).focus();
  await p.keyboard.press('Enter');
  await p.getByText('Periksa kuncinya lebih dulu.').waitFor();
  await look(p, 'statistics-item');

  await p.getByRole('link', { name: 'Perbaiki kunci atau batalkan soal' }).focus();
  await p.keyboard.press('Enter');
  await p.getByRole('radio', { name: 'tepat 5' }).focus();
  await p.keyboard.press('Space');
  await p.getByRole('button', { name: 'Usulkan dan lihat pratinjau' }).click();
  await p.getByRole('alert').waitFor(); // no reason yet
  await p.getByLabel('Alasan').fill('Kunci soal nomor 5 tertukar dengan pilihan lain.');
  await look(p, 'regrade-propose');
  await p.getByRole('button', { name: 'Usulkan dan lihat pratinjau' }).focus();
  await p.keyboard.press('Enter');
  await p.getByText('Anda pengusulnya.').waitFor();
  assert.equal(await p.getByRole('button', { name: 'Setujui' }).count(), 0);
  await p.getByText('1 orang menjadi lulus. 1 orang tidak lagi lulus').waitFor();
  await look(p, 'regrade-preview');

  // Nothing has changed yet.
  assert.equal((await certificates(winner)).length, 0);
  assert.deepEqual((await certificates(loser)).map((c) => c.status), ['valid']);

  const approver = await signedIn('198907172012061001', { width: 360, height: 740 });
  const q = approver.page;
  await q.goto(`${server.url}/admin/nilai-ulang`);
  await q.getByRole('button', { name: 'Buka soal-5' }).focus();
  await q.keyboard.press('Enter');
  await q.getByRole('radio', { name: /^Naik dan turun/ }).focus();
  await q.keyboard.press('Space');
  await look(q, 'regrade-approve');
  await q.getByRole('button', { name: 'Setujui' }).focus();
  await q.keyboard.press('Enter');
  await q.getByRole('dialog').getByRole('button', { name: 'Setujui' }).focus();
  await q.keyboard.press('Enter');
  await q.getByText(`${n} percobaan dinilai ulang, 0 mempertahankan nilai lama. 1 orang menjadi lulus, 1 orang tidak lagi lulus.`).waitFor({ timeout: 60_000 });
  await look(q, 'regrade-done');

  assert.deepEqual((await certificates(winner)).map((c) => c.status), ['valid']);
  assert.deepEqual((await certificates(loser)).map((c) => c.status), ['revoked']);
  assert.deepEqual((await ledger(winner)).map((e) => e.kind), ['credit']);
  assert.deepEqual((await ledger(loser)).map((e) => e.kind).sort(), ['credit', 'reversal']);

  // Both are told, with the reason; an auditor reads the history in English.
  for (const [who, words] of [[winner, 'Dengan nilai baru ini Anda lulus.'], [loser, 'Dengan nilai baru ini Anda belum lulus.']]) {
    const learner = await newPerson(browser);
    await signIn(learner.page, server, who.nip, secret, { timeout: 60_000 });
    await learner.page.goto(`${server.url}/kuis/${lesson}`);
    await learner.page.getByText(words).waitFor();
    await learner.page.getByText('Alasan: Kunci soal nomor 5 tertukar').waitFor();
    await look(learner.page, who === winner ? 'regraded-passes' : 'regraded-fails');
    assert.deepEqual(learner.complaints, []);
    await learner.context.close();
  }
  const reader = await api(server.url, '197809302005012001', demo);
  await reader('PUT', '/api/accounts/me', { lang: 'en' });
  const auditor = await newPerson(browser, { width: 360, height: 740, lang: 'en-GB' });
  await auditor.page.goto(`${server.url}/masuk`);
  await auditor.page.getByLabel(/NIP/).fill('197809302005012001');
  await auditor.page.locator('input[type=password]').fill(demo);
  await auditor.page.keyboard.press('Enter');
  await auditor.page.waitForURL(`${server.url}/`, { timeout: 60_000 });
  await auditor.page.goto(`${server.url}/admin/nilai-ulang`);
  await auditor.page.getByText('1 newly pass, 1 no longer pass.').waitFor();
  await look(auditor.page, 'regrade-list-en');
  await auditor.page.goto(`${server.url}/admin/statistik-soal`);
  await auditor.page.getByRole('heading', { name: 'The quiz as a whole' }).waitFor();
  await look(auditor.page, 'statistics-en');
  for (const who of [trainer, approver, auditor]) {
    assert.deepEqual(who.complaints, []);
    await who.context.close();
  }
});

// A question that is no choice: its key is corrected in the form of its kind.
test('a numeric key is corrected where a wrong number is told at its field', { timeout: 240_000 }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'kursus-'));
  const files = {
    'course.yaml': course['course.yaml'].replaceAll('kunci-tertukar', 'angka-tertukar').replace('Kursus dengan kunci tertukar', 'Kursus angka'),
    'quiz/ujian.yaml': 'title: Ujian angka\ninstructions: Isi.\nduration_minutes: 30\npass_percent: 60\ndraw: [{pool: p1, count: 1}]\n',
    'questions/semua.yaml': '- {key: berat, pool: p1, kind: numeric, stem: "Berapa beratnya?", accepted: [{value: 5, tolerance: 0.1}], explanation: Sebab.}\n',
  };
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  assert.match(server.cli('import', 'course', folder), /Revision 1 is published/);
  const sitting = async (call) => {
    await call('POST', '/api/courses/courses/angka-tertukar/enrol', {});
    const lesson = (await call('GET', '/api/courses/courses/angka-tertukar')).modules[0].lessons[0].id;
    const paper = await call('POST', `/api/quiz/lessons/${lesson}/attempts`, {});
    await call('PUT', `/api/quiz/attempts/${paper.id}/answers/1`, { chosen: ['6,2'], seq: 1 });
    return call('POST', `/api/quiz/attempts/${paper.id}/submit`, {});
  };
  assert.equal((await sitting(learners[1])).passed, false);
  let quiz;
  for (let i = 0; !quiz; i++) {
    quiz = (await admin('GET', '/api/quiz/statistics')).quizzes.find((q) => q.course_code === 'angka-tertukar' && q.n === 1);
    assert.ok(i < 60, 'the statistics took more than a minute');
    if (!quiz) await wait(1_000);
  }
  const [item] = (await admin('GET', `/api/quiz/statistics/${quiz.quiz_id}`)).items;

  const trainer = await signedIn('198011232006041002', { width: 1280, height: 800 });
  const p = trainer.page;
  await p.goto(`${server.url}/admin/nilai-ulang?soal=${item.version_id}`);
  await p.getByText('5 ± 0,1').waitFor();
  await p.getByLabel('Toleransi ±', { exact: true }).fill('banyak');
  await p.getByLabel('Alasan').fill('Timbangannya berbeda; selisih 1,5 masih benar.');
  const propose = async () => {
    await p.getByRole('button', { name: 'Usulkan dan lihat pratinjau' }).focus();
    await p.keyboard.press('Enter');
  };
  await propose();
  await p.getByRole('alert').getByRole('link', { name: 'Isi dengan angka, misalnya 3,5.' }).focus();
  await p.keyboard.press('Enter');
  const field = p.getByLabel('Toleransi ±', { exact: true });
  assert.equal(await field.inputValue(), 'banyak');
  assert.equal(await field.getAttribute('aria-invalid'), 'true');
  await look(p, 'regrade-numeric-wrong');
  await p.setViewportSize({ width: 360, height: 740 });
  await look(p, 'regrade-numeric-wrong');
  await field.fill('1,5');
  await propose();
  await p.getByText('Anda pengusulnya.').waitFor();
  await p.getByText('5 ± 1,5').waitFor();
  await look(p, 'regrade-numeric-preview');

  const approver = await signedIn('198907172012061001', { width: 1280, height: 800 });
  const q = approver.page;
  await q.goto(`${server.url}/admin/nilai-ulang`);
  await q.getByRole('button', { name: 'Buka berat' }).click();
  await q.getByText('5 ± 0,1').waitFor();
  await look(q, 'regrade-numeric-approve');
  await q.getByRole('button', { name: 'Setujui' }).click();
  await q.getByRole('dialog').getByRole('button', { name: 'Setujui' }).click();
  await q.getByText('1 percobaan dinilai ulang, 0 mempertahankan nilai lama.').waitFor({ timeout: 60_000 });
  assert.deepEqual((await certificates(learners[1])).filter((c) => c.status === 'valid').length, 2);
  assert.equal((await sitting(learners[2])).passed, true, 'a new paper is graded by the corrected key');
  for (const who of [trainer, approver]) {
    assert.deepEqual(who.complaints, []);
    await who.context.close();
  }
});

const certificates = async (call) => (await call('GET', '/api/certificates/certificates')).certificates;
const ledger = async (call) => (await call('GET', '/api/merit/ledger')).entries;
