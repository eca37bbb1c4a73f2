// Surveys and practice: a trainer writes a Likert question, builds an anonymous
// survey, and sees nothing at four answers and figures at five; a learner fills
// it in by keyboard alone on a phone. A survey under one's name has no score. A
// practice is checked question by question, section by section.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { startServer, openBrowser, newPerson, signIn, look, as, until, shots } from './harness.mjs';

const password = 'belajar sambil minum kopi';
const nips = { dewi: '199204152019032004', agus: '199009092023211007', budi: '197106121998031005', siti: '198503172010012003', wahyu: '198907172012061001', hendra: '198011232006041002', ratna: '197809302005012001' };
let server, browser, trainer, reviewer, desk, phone;
let category, survey;

before(async () => {
  server = await startServer({ LENTERA_DEMO: 'true' });
  browser = await openBrowser();
  trainer = await as(server, nips.hendra, password);
  reviewer = await as(server, nips.siti, password);
  desk = await newPerson(browser, { width: 1280, height: 900 });
  await signIn(desk.page, server, nips.hendra, password);
  phone = await newPerson(browser);
  await signIn(phone.page, server, nips.dewi, password);
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
      for (const [who, { page }] of Object.entries({ desk, phone })) await page.screenshot({ path: join(shots, `broken-survey-${who}.png`), fullPage: true }).catch(() => {});
      throw error;
    }
  });

async function reviewed(question) {
  const q = await trainer('POST', '/api/bank/questions', { shared: true, points: 1, category_id: category, tags: {}, explanation_html: '', ...question });
  await reviewer('POST', `/api/bank/questions/${q.id}/review`, { no: 1, note: '' });
  return q;
}

async function published(title, rules) {
  const base = { kind: 'test', anonymous: false, pair: '', opens_at: null, closes_at: null, remedial_opens_at: null, remedial_closes_at: null, duration_seconds: 1800, attempt_cap: 3, delay_seconds: 0, pass_percent: 50,
    sections: [], negative_percent: 0, access_code: '', networks: [], one_session: false, focus_log: false, late_seconds: 0, release_score: 'at-once', release_answers: 'at-once', release_explanations: 'at-once' };
  const draft = await trainer('POST', '/api/quiz/drafts', { title, instructions_html: '', organiser: '', jp: 0, siasn_path: 16, rules: { ...base, ...rules } });
  assert.deepEqual(draft.problems, []);
  return trainer('POST', `/api/quiz/drafts/${draft.id}/publish`, { no: draft.no });
}

const option = (id, html) => ({ id, html });

step('a trainer writes a question without a right answer and builds a survey', async () => {
  const p = desk.page;
  category = (await trainer('POST', '/api/bank/categories', { name: 'Evaluasi pelatihan' })).id;
  await p.goto(`${server.url}/admin/bank-soal/baru?jenis=single&kategori=${category}`);
  await p.getByRole('textbox', { name: 'Pertanyaan' }).fill('Materi pelatihan ini berguna untuk pekerjaan saya.');
  await p.getByRole('button', { name: 'Isi dengan skala Likert 5' }).click();
  await p.getByRole('textbox', { name: 'Pilihan 5' }).getByText('5 – Sangat setuju').waitFor();
  assert.ok(await p.getByLabel('Soal survei: tidak ada jawaban benar').isChecked());
  assert.equal(await p.getByRole('radio', { name: /^Benar/ }).count(), 0);
  await look(p, 'survey-editor');
  await p.setViewportSize({ width: 360, height: 740 });
  await look(p, 'survey-editor');
  await p.setViewportSize({ width: 1280, height: 900 });
  await p.getByRole('button', { name: 'Simpan', exact: true }).click();
  await p.getByText('Versi 1 menunggu tinjauan').waitFor();
  const id = new URL(p.url()).pathname.split('/').at(-1);
  await reviewer('POST', `/api/bank/questions/${id}/review`, { no: 1, note: '' });

  // an open question, on screen too: no rubric is asked for
  await p.goto(`${server.url}/admin/bank-soal/baru?jenis=essay&kategori=${category}`);
  await p.getByRole('textbox', { name: 'Pertanyaan' }).fill('Saran Anda untuk pelatihan berikutnya?');
  await p.getByLabel('Soal survei: tidak ada jawaban benar').check();
  assert.equal(await p.getByRole('button', { name: 'Tambah kriteria' }).count(), 0);
  await p.getByRole('button', { name: 'Simpan', exact: true }).click();
  await p.getByText('Versi 1 menunggu tinjauan').waitFor();
  await reviewer('POST', `/api/bank/questions/${new URL(p.url()).pathname.split('/').at(-1)}/review`, { no: 1, note: '' });
  await reviewed({ name: 'Waktu', kind: 'multiple', stem_html: '<p>Waktu yang cocok untuk belajar?</p>', content: { opinion: true, options: [option('pg', 'Pagi'), option('sg', 'Siang'), option('sr', 'Sore')] }, key: { correct: [] } });

  await p.goto(`${server.url}/admin/kuis`);
  await p.getByLabel('Judul kuis baru').fill('Survei kepuasan pelatihan');
  await p.getByRole('button', { name: 'Mulai merancang' }).click();
  await p.getByLabel('Kategori', { exact: true }).first().selectOption({ label: 'Evaluasi pelatihan' });
  await p.getByLabel('Jumlah soal').first().fill('3');
  // a test cannot ask them
  await p.getByText('yang siap pakai hanya 0').waitFor();
  await p.getByLabel('Jenis kuis').selectOption({ label: 'Survei' });
  await p.getByText('Dipilih dari 3 soal siap pakai.').waitFor();
  assert.equal(await p.getByLabel('Batas lulus (%)').count(), 0);
  await p.getByLabel('Anonim: jawaban disimpan tanpa nama').check();
  await p.getByText('lalu bertambah per kelompok 5').waitFor();
  await look(p, 'survey-build');
  await p.setViewportSize({ width: 360, height: 740 });
  await look(p, 'survey-build');
  await p.setViewportSize({ width: 1280, height: 900 });
  await p.getByRole('button', { name: 'Terbitkan' }).click();
  await p.getByRole('dialog').getByRole('button', { name: 'Terbitkan' }).click();
  await p.getByText('Kuis terbit.').waitFor();
  survey = (await trainer('GET', '/api/quiz/surveys')).surveys.find((s) => s.title === 'Survei kepuasan pelatihan').lesson_id;
});

async function courseOf(call, title) {
  const found = (await call('GET', '/api/courses/catalogue')).courses.find((c) => c.title === title);
  await call('POST', `/api/courses/courses/${found.code}/enrol`, {});
  return found.code;
}

const key = (name) => phone.page.keyboard.press(name);
async function reach(locator, presses = 90) {
  await locator.waitFor();
  for (let i = 0; i < presses; i++) {
    if (await locator.evaluate((e) => e === document.activeElement)) return;
    await key('Tab');
  }
  assert.fail(`not reached by Tab: ${locator}`);
}
async function press(name, within = phone.page) {
  await reach(within.getByRole('button', { name, exact: true }));
  await key('Enter');
}
async function choose(name) {
  const radio = phone.page.getByRole('radio', { name });
  const group = await radio.getAttribute('name');
  for (let i = 0; i < 90; i++) {
    if (await phone.page.evaluate((g) => document.activeElement?.getAttribute('name') === g, group)) break;
    await key('Tab');
  }
  for (let i = 0; i < 12 && !(await radio.evaluate((e) => e === document.activeElement)); i++) await key('ArrowDown');
  await key('Space');
  assert.ok(await radio.isChecked(), `radio ${name}`);
}

step('a learner fills it in by keyboard alone on a phone; a reload loses nothing', async () => {
  const p = phone.page;
  await courseOf(await as(server, nips.dewi, password), 'Survei kepuasan pelatihan');
  await p.goto(`${server.url}/kuis/${survey}`);
  await p.getByText('Survei ini anonim').waitFor();
  assert.doesNotMatch(await p.locator('main').innerText(), /Lulus bila|Kesempatan/);
  await look(p, 'survey-door');
  await reach(p.getByRole('link', { name: 'Isi survei' }));
  await key('Enter');
  await p.waitForURL(/\/survei\//);
  await p.getByText('Jawaban disimpan tanpa nama').waitFor();
  await choose('4 – Setuju');
  await reach(p.getByRole('checkbox', { name: 'Sore' }));
  await key('Space');
  await p.getByText('2 dari 3 pertanyaan dijawab').waitFor();
  await reach(p.getByRole('textbox', { name: 'Jawaban Anda' }));
  await p.keyboard.type('Lebih banyak latihan.');
  await look(p, 'survey-form');
  await p.setViewportSize({ width: 1280, height: 900 });
  await look(p, 'survey-form');
  await p.setViewportSize({ width: 360, height: 740 });
  await p.reload();
  await p.getByText('Isian Anda yang belum dikirim dipulihkan.').waitFor();
  await p.getByText('3 dari 3 pertanyaan dijawab').waitFor();
  assert.ok(await p.getByRole('radio', { name: '4 – Setuju' }).isChecked());
  assert.equal(await p.getByRole('textbox', { name: 'Jawaban Anda' }).inputValue(), 'Lebih banyak latihan.');

  // a second page of the same survey, opened before the first is sent
  const twin = await phone.context.newPage();
  await twin.goto(`${server.url}/survei/${survey}`);
  await twin.getByRole('button', { name: 'Kirim survei' }).waitFor();

  // without a signal nothing is lost and the page says so
  await p.context().setOffline(true);
  await press('Kirim survei');
  await press('Ya, kirim', p.getByRole('dialog'));
  await p.getByText('Survei belum terkirim').waitFor();
  await look(p, 'survey-offline');
  await p.context().setOffline(false);
  await press('Kirim survei');
  await look(p, 'survey-send');
  await press('Ya, kirim', p.getByRole('dialog'));
  const thanks = p.getByRole('heading', { name: 'Terima kasih, survei sudah terkirim' });
  await thanks.waitFor();
  assert.ok(await thanks.evaluate((e) => e === document.activeElement), 'the end has the focus');
  assert.equal(await p.evaluate(() => Object.keys(localStorage).filter((k) => k.startsWith('lentera-survei')).length), 0, 'the draft is wiped');
  await look(p, 'survey-sent');

  // sent twice: refused, in words
  await twin.getByRole('button', { name: 'Kirim survei' }).click();
  await twin.getByRole('dialog').getByRole('button', { name: 'Ya, kirim' }).click();
  await twin.getByRole('heading', { name: 'Anda sudah mengisi survei ini' }).waitFor();
  await look(twin, 'survey-twice');
  await twin.close();
  await p.goto(`${server.url}/survei/${survey}`);
  await p.getByRole('heading', { name: 'Anda sudah mengisi survei ini' }).waitFor();
  await p.goto(`${server.url}/kuis/${survey}`);
  await p.getByText('Terima kasih. Anda sudah mengisi survei ini.').waitFor();
});

async function answer(nip, scale, text) {
  const call = await as(server, nip, password);
  await courseOf(call, 'Survei kepuasan pelatihan');
  const { items } = await call('GET', `/api/quiz/lessons/${survey}/survey`);
  const likert = items.find((i) => i.kind === 'single');
  const end = await call('POST', `/api/quiz/lessons/${survey}/survey`, { answers: [
    { version_id: likert.version_id, chosen: [likert.options[scale - 1].id] },
    { version_id: items.find((i) => i.kind === 'essay').version_id, chosen: [text] },
  ] });
  assert.equal(end.course_completed, true);
}

step('the trainer sees nothing at four, and figures at five', async () => {
  await answer(nips.agus, 5, 'Ruangan terlalu dingin.');
  await answer(nips.budi, 3, '=1+1');
  await answer(nips.wahyu, 2, 'Waktunya terlalu singkat.');
  const p = desk.page;
  await p.goto(`${server.url}/admin/statistik-soal`);
  await p.locator('main').getByRole('link', { name: 'Hasil survei' }).click();
  await p.getByText('Baru 4 dari paling sedikit 5 orang').waitFor();
  assert.doesNotMatch(await p.locator('main').innerText(), /Lebih banyak latihan|Sangat setuju/);
  await look(p, 'survey-results-few');
  await answer(nips.ratna, 4, 'Sudah baik.');
  await p.reload();
  await p.getByText('Dari jawaban 5 orang.').waitFor();
  const likert = p.locator('article', { hasText: 'Materi pelatihan ini berguna' });
  await likert.getByText('Rata-rata 3,60').waitFor();
  assert.match(await likert.locator('li', { hasText: '4 – Setuju' }).innerText(), /2\s*\(40%\)/);
  const open = p.locator('article', { hasText: 'Saran Anda' });
  assert.deepEqual(await open.locator('li').allInnerTexts(), ['=1+1', 'Lebih banyak latihan.', 'Ruangan terlalu dingin.', 'Sudah baik.', 'Waktunya terlalu singkat.']);
  const text = await p.locator('main').innerText();
  for (const name of ['Dewi', 'Agus', 'Budi', 'Wahyu', 'Ratna']) assert.doesNotMatch(text, new RegExp(name));
  await look(p, 'survey-results');
  await p.setViewportSize({ width: 360, height: 740 });
  await look(p, 'survey-results');
  await p.setViewportSize({ width: 1280, height: 900 });
  const [file] = await Promise.all([p.waitForEvent('download'), p.getByRole('button', { name: 'Unduh XLSX' }).click()]);
  assert.equal(file.suggestedFilename(), 'survei.xlsx');
  // the sixth does not show by itself: what one person said could be subtracted
  await answer(nips.hendra, 1, 'Hanya saya.');
  await p.reload();
  await p.getByText('1 jawaban lagi belum ditampilkan').waitFor();
  assert.doesNotMatch(await p.locator('main').innerText(), /Hanya saya/);
});

step('a survey under one\'s name ends in thanks, not in a mark', async () => {
  const { lesson_id, course_code } = await published('Survei atas nama', { kind: 'survey', draw: [{ category_id: category, count: 3 }] });
  const call = await as(server, nips.dewi, password);
  await call('POST', `/api/courses/courses/${course_code}/enrol`, {});
  const p = phone.page;
  await p.goto(`${server.url}/kuis/${lesson_id}`);
  await p.getByText('Survei ini tidak anonim').waitFor();
  await look(p, 'named-door');
  await press('Isi survei');
  await p.waitForURL(/\/ujian\//);
  for (let i = 0; i < 3; i++) {
    const h2 = p.getByRole('heading', { name: `Soal ${i + 1} dari 3` });
    await h2.waitFor();
    if (await p.getByRole('radio', { name: '5 – Sangat setuju' }).isVisible()) await choose('5 – Sangat setuju');
    if (i < 2) await press('Berikutnya');
  }
  await press('Kumpulkan');
  await press('Ya, kumpulkan', p.getByRole('dialog'));
  await p.waitForURL(/\/hasil\//);
  await p.getByRole('heading', { name: 'Terima kasih, survei sudah diterima' }).waitFor();
  await p.getByText('pilihan Anda').waitFor();
  const text = await p.locator('main').innerText();
  assert.doesNotMatch(text, /\bNilai\b|Lulus|lulus|Benar\b|Belum tepat|poin|jawaban benar\)|Menunggu penilai/);
  await look(p, 'named-result');
  await p.goto(`${server.url}/kuis/${lesson_id}`);
  await p.getByText('Terima kasih. Anda sudah mengisi survei ini.').waitFor();
});

step('a practice is checked by keyboard: feedback at once, a fixed answer, sections', async () => {
  const tagged = (difficulty) => ({ tags: { difficulty } });
  const single = (name, difficulty) => reviewed({ name, kind: 'single', stem_html: `<p>${name}?</p>`, content: { options: [option('ya', 'Ya, tepat'), option('no', 'Bukan')] }, key: { correct: ['ya'] }, explanation_html: `<p>Sebab ${name.toLowerCase()}.</p>`, ...tagged(difficulty) });
  category = (await trainer('POST', '/api/bank/categories', { name: 'Latihan surel' })).id;
  await single('Surel palsu', 'mudah');
  await reviewed({ name: 'Ibu kota', kind: 'shorttext', stem_html: '<p>Ibu kota Jawa Timur?</p>', content: {}, key: { accepted: [{ text: 'Surabaya' }] }, explanation_html: '', ...tagged('mudah') });
  await single('Kata sandi', 'sulit');
  const { lesson_id, course_code } = await published('Latihan surel aman', { kind: 'practice', attempt_cap: 0, sections: [{ name: 'Dasar', pass_percent: 0 }, { name: 'Lanjut', pass_percent: 50 }],
    draw: [{ category_id: category, difficulty: 'mudah', count: 2, section: 'Dasar' }, { category_id: category, difficulty: 'sulit', count: 1, section: 'Lanjut' }] });
  const call = await as(server, nips.dewi, password);
  await call('POST', `/api/courses/courses/${course_code}/enrol`, {});
  const p = phone.page;
  await p.goto(`${server.url}/kuis/${lesson_id}`);
  await p.getByText('Jawaban dapat diperiksa satu per satu').waitFor();
  await press('Mulai');
  await p.waitForURL(/\/ujian\//);
  const control = () => p.locator('main section fieldset, main section [role=group]').first();

  for (let i = 0; i < 2; i++) {
    await p.getByRole('heading', { name: `Soal ${i + 1} dari 3` }).waitFor();
    await p.getByText('Bagian: Dasar').waitFor();
    assert.equal(await p.getByRole('button', { name: 'Periksa jawaban' }).count(), 0, 'nothing to check yet');
    const isText = (await p.locator('main').innerText()).includes('Jawa Timur');
    if (isText) {
      await reach(p.getByRole('textbox', { name: 'Jawaban Anda' }));
      await p.keyboard.type('Malang');
    } else await choose('Bukan');
    await p.getByRole('button', { name: 'Periksa jawaban' }).waitFor();
    if (i === 0) {
      await look(p, 'practice-before');
      await p.context().setOffline(true);
      await press('Periksa jawaban');
      await p.locator('main section').getByRole('alert').waitFor();
      assert.equal(await p.locator('#review-1').count(), 0);
      await p.context().setOffline(false);
    }
    await press('Periksa jawaban');
    await p.getByText('Belum tepat').first().waitFor();
    const verdict = p.locator(`#review-${i + 1}`);
    await until('the verdict has the focus', () => verdict.evaluate((e) => e === document.activeElement), 5);
    await p.getByText('Jawaban ini sudah diperiksa dan tidak dapat diubah lagi.').waitFor();
    if (isText) await p.getByText('Surabaya').waitFor();
    else await p.getByText('Sebab surel palsu.').waitFor();
    assert.equal(await control().isVisible(), false, 'the control has given way');
    await look(p, `practice-checked-${isText ? 'text' : 'choice'}`);
    await press('Berikutnya');
  }
  await p.getByText('Bagian: Lanjut').waitFor();
  await p.getByRole('button', { name: 'Sebelumnya' }).click();
  await p.reload();
  await p.getByText('Jawaban ini sudah diperiksa dan tidak dapat diubah lagi.').waitFor();
  await p.locator('#review-2').waitFor();
  assert.equal(await control().isVisible(), false, 'still fixed after a reload');

  // all at once: a section is named where it begins; the overview has them too
  await p.getByRole('button', { name: 'Lihat daftar soal' }).click();
  const list = p.getByRole('complementary', { name: 'Daftar soal' });
  assert.deepEqual(await list.getByRole('heading').allInnerTexts(), ['Dasar', 'Lanjut']);
  await look(p, 'practice-overview');
  await p.getByRole('button', { name: 'Tampilkan semua soal' }).click();
  await p.getByRole('heading', { name: 'Soal 3 dari 3' }).waitFor();
  assert.deepEqual(await p.locator('.section').allInnerTexts(), ['Bagian: Dasar', 'Bagian: Lanjut']);
  await look(p, 'practice-all');
  await p.setViewportSize({ width: 1280, height: 900 });
  await look(p, 'practice-all');
  await p.setViewportSize({ width: 360, height: 740 });
  await p.getByLabel('Ya, tepat').last().check();
  await p.getByText('Tersimpan', { exact: true }).waitFor();
  await p.getByRole('button', { name: 'Kumpulkan' }).first().click();
  await p.getByRole('dialog').getByRole('button', { name: 'Ya, kumpulkan' }).click();
  await p.waitForURL(/\/hasil\//);
  await p.getByText('Dasar: 0 dari 2 poin', { exact: true }).waitFor();
  await p.getByText('Lanjut: 1 dari 1 poin · Lulus', { exact: true }).waitFor();
  await look(p, 'practice-result');
});

test('no screen complained', () => {
  assert.deepEqual([...desk.complaints, ...phone.complaints], []);
});
