// Every question of the starter bank on a phone: whichever of them an attempt
// draws, it and its review fit the window.
import test, { before, after } from 'node:test';
import assert from 'node:assert/strict';
import { startServer, openBrowser, newPerson, signIn, look } from './harness.mjs';
import { bank } from './course.mjs';

let server, browser, page;

// html is what the server's Markdown makes of these texts, as far as width
// depends on it.
const html = (text) =>
  text.split(/\n{2,}/).map((p) => {
    const quoted = /^>/.test(p);
    const words = p.replace(/^> ?/gm, '').replace(/[&<]/g, (c) => `&#${c.charCodeAt(0)};`)
      .replace(/`([^`]+)`/g, '<code>$1</code>').replace(/\*\*([^*]+)\*\*/g, '<strong>$1</strong>');
    return quoted ? `<blockquote><p>${words}</p></blockquote>` : `<p>${words}</p>`;
  }).join('');

const options = (q) => (q.options ?? [{ text: 'Benar', correct: q.answer }, { text: 'Salah', correct: !q.answer }])
  .map((o, i) => ({ id: `o${i}`, html: html(o.text), correct: Boolean(o.correct) }));
const common = { lesson_id: 'x', course_code: 'x', title: 'Semua soal', number: 1 };

before(async () => {
  server = await startServer({ LENTERA_DEMO: 'true' });
  browser = await openBrowser();
  ({ page } = await newPerson(browser));
  await signIn(page, server, '199204152019032004', 'belajar sambil minum kopi');
}, { timeout: 120_000 });

after(async () => {
  await browser?.close();
  await server?.close();
});

test('every question fits a phone while it is answered', { timeout: 180_000 }, async () => {
  await page.route('**/api/quiz/attempts/*', (r) => r.fulfill({ json: { ...common, id: 'x', quiz_id: 'x', state: 'open', seconds_left: 3_000,
    items: bank.map((q, i) => ({ no: i + 1, kind: q.kind, stem_html: html(q.stem), options: options(q).map(({ id, html }) => ({ id, html })), chosen: [], seq: 0, saved_at: null })) } }));
  await page.goto(`${server.url}/ujian/00000000-0000-0000-0000-000000000001`);
  for (let no = 1; no <= bank.length; no++) {
    await page.getByRole('heading', { level: 2, name: new RegExp(`^Soal ${no} dari ${bank.length}`) }).waitFor();
    const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.ok(over <= 0, `${bank[no - 1].stem}: ${over} px wider than the window`);
    if (no < bank.length) await page.getByRole('button', { name: 'Berikutnya' }).click();
  }
});

test('every question fits a phone in the review, and axe has nothing to say', { timeout: 180_000 }, async () => {
  await page.route('**/api/quiz/attempts/*/review', (r) => r.fulfill({ json: { ...common, attempt_id: 'x', state: 'submitted', kind: 'test', outcome: 'in-time', shown: { score: true, answers: true, explanations: true },
    pending: 0, release: 'at-once', releases_at: null, sections: [], points: 1, max_points: 2, percent: 50,
    pass_percent: 70, passed: false, attempts_left: 1, course_completed: false, next_lesson_id: null,
    items: bank.map((q, i) => ({ no: i + 1, kind: q.kind, stem_html: html(q.stem), correct: i % 2 === 0, answered: true, chosen: [], pending: false, points: i % 2 ? 0 : 1, max_points: 1, explanation_html: html(q.explanation),
      options: options(q).map((o) => ({ ...o, chosen: i % 2 === 0 ? o.correct : !o.correct })) })) } }));
  await page.goto(`${server.url}/hasil/00000000-0000-0000-0000-000000000001`);
  await page.getByRole('heading', { level: 3 }).nth(bank.length - 1).waitFor();
  await look(page, 'review-of-all');
});
