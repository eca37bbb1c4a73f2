// Run: node --test courses/catalogue/tools/video/
import test from 'node:test';
import assert from 'node:assert/strict';
import { parseSource, transcriptParagraphs } from './source.mjs';
import { respell, joinTrack, SAMPLE_RATE } from './speech.mjs';
import { stamp, wrapCaption, webVtt, transcriptDifference } from './captions.mjs';
import { slidePage } from './slides.mjs';

const SOURCE = `---
title: Contoh
---

## Pertama
layout: points
item: 1 | Satu
item: 2 | Dua <b>
> Kalimat dengan OTP.
  say: Kalimat dengan o te pe.
  pause: 1.5
> [2] Kalimat kedua.
> Kalimat ketiga.
`;

test('a source keeps fields, steps, readings and pauses', () => {
  const { title, slides } = parseSource(SOURCE, 'contoh.md');
  assert.equal(title, 'Contoh');
  assert.deepEqual(slides[0].fields.item, ['1 | Satu', '2 | Dua <b>']);
  assert.deepEqual(slides[0].lines.map((line) => [line.step, line.pause]), [[1, 1.5], [2, 0], [2, 0]]);
  assert.equal(slides[0].lines[0].say, 'Kalimat dengan o te pe.');
});

test('a mistake names its line', () => {
  assert.throws(() => parseSource('---\ntitle: A\n---\nlepas\n', 'a.md'), /a\.md:4/);
  assert.throws(() => parseSource('---\ntitle: A\n---\n## B\nsay: x\n', 'a.md'), /a\.md:5.*belongs under a sentence/);
  assert.throws(() => parseSource('---\ntitle: A\n---\n## B\n', 'a.md'), /no narration/);
  assert.throws(() => parseSource('---\ntitle: A\n---\n## B\n> x\n  pause: lama\n', 'a.md'), /a\.md:6/);
});

test('a slide shows later items only from their step, and escapes text', () => {
  const [slide] = parseSource(SOURCE, 'contoh.md').slides;
  assert.match(slidePage(slide, 1, 1, 1), /<li class="later">/);
  const second = slidePage(slide, 2, 1, 1);
  assert.doesNotMatch(second, /<li class="later">/);
  assert.match(second, /Dua &lt;b&gt;/);
});

test('whole words are respelled, parts of words are not', () => {
  const words = new Map([['otp', 'o te pe'], ['surel', '[[s\'uR2El]]']]);
  assert.equal(respell('OTP, surel, dan surelnya.', words), "o te pe, [[s'uR2El]], dan surelnya.");
});

test('cue times are the times of the sound', () => {
  const second = new Int16Array(SAMPLE_RATE).fill(500);
  const { times, seconds } = joinTrack([{ samples: second, silence: 0.5 }, { samples: second, silence: 1 }], 0.25);
  assert.deepEqual(times.map((t) => [t.start.toFixed(2), t.end.toFixed(2)]), [['0.25', '1.25'], ['1.75', '2.75']]);
  assert.equal(seconds.toFixed(2), '3.75');
});

test('captions are valid: hours, short rows, escaped signs', () => {
  assert.equal(stamp(3661.0415), '01:01:01.042');
  for (const row of wrapCaption('Sambil menonton, cari satu hal: di titik mana kejadian ini bisa dihentikan?').split('\n')) {
    assert.ok(row.length <= 44, row);
  }
  const vtt = webVtt('Contoh', [{ start: 0, end: 1, text: 'a < b & c' }]);
  assert.match(vtt, /^WEBVTT\n\n/);
  assert.match(vtt, /00:00:00\.000 --> 00:00:01\.000\na &lt; b &amp; c/);
});

test('a transcript that differs from the narration is told', () => {
  const paragraphs = transcriptParagraphs(parseSource(SOURCE, 'contoh.md'));
  const lesson = `## Awal\n\nTeks.\n\n## Transkrip\n\n${paragraphs[0].replace('OTP', '**OTP**')}\n`;
  assert.equal(transcriptDifference(lesson, paragraphs), null);
  assert.match(transcriptDifference(lesson.replace('ketiga', 'keempat'), paragraphs), /paragraph 1 differs/);
  assert.match(transcriptDifference('## Awal', paragraphs), /no "## Transkrip"/);
});
