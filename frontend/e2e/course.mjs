// What the starter course says is right, read from its own files.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { root } from './harness.mjs';

const folder = join(root, 'courses/catalogue/keamanan-informasi-phishing');
export const course = parse(readFileSync(join(folder, 'course.yaml'), 'utf8'));
export const lessons = course.modules.flatMap((m) => m.lessons);

// plain reduces Markdown or page text to its letters and digits, so that the
// two can be compared.
export const plain = (text) => text.replace(/[^\p{L}\p{N}]+/gu, '').toLowerCase();

export const bank = readdirSync(join(folder, 'questions')).flatMap((f) => parse(readFileSync(join(folder, 'questions', f), 'utf8')));
const keys = new Map(bank.map((q) => [plain(q.stem), q]));
if (keys.size !== bank.length) throw new Error('two questions have the same stem');

// rightOf gives the texts of the right options of a question on the screen.
export function rightOf(stem) {
  const q = keys.get(plain(stem));
  if (!q) throw new Error(`no such question in the bank: ${stem}`);
  if (q.kind === 'truefalse') return [plain(q.answer ? 'Benar' : 'Salah')];
  return q.options.filter((o) => o.correct).map((o) => plain(o.text));
}
