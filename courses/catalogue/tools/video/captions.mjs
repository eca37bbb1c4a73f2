// Writes WebVTT captions, and compares a lesson's transcript with the source.

const LINE_WIDTH = 44; // characters; two such lines fit a phone

/** "00:01:02.345" from seconds. */
export function stamp(seconds) {
  const ms = Math.round(seconds * 1000);
  const part = (value, width) => String(value).padStart(width, '0');
  const clock = [Math.floor(ms / 3600000), Math.floor(ms / 60000) % 60, Math.floor(ms / 1000) % 60];
  return `${clock.map((value) => part(value, 2)).join(':')}.${part(ms % 1000, 3)}`;
}

/** Breaks a sentence into the fewest lines, as even in length as words allow. */
export function wrapCaption(text) {
  const lines = Math.ceil(text.length / LINE_WIDTH);
  const target = text.length / lines;
  const rows = [''];
  for (const word of text.split(' ')) {
    const row = rows.at(-1);
    const grown = row === '' ? word : `${row} ${word}`;
    const full = grown.length > LINE_WIDTH || (row.length >= target && rows.length < lines);
    if (row !== '' && full) rows.push(word);
    else rows[rows.length - 1] = grown;
  }
  return rows.join('\n');
}

/** The whole .vtt text for cues of {start, end, text}, times in seconds. */
export function webVtt(title, cues) {
  const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const blocks = cues.map((cue, index) =>
    `${index + 1}\n${stamp(cue.start)} --> ${stamp(cue.end)}\n${wrapCaption(escape(cue.text))}`);
  return `WEBVTT\n\nNOTE ${title} (bahasa Indonesia)\n\n${blocks.join('\n\n')}\n`;
}

/**
 * Compares the "## Transkrip" part of a lesson with the narrated paragraphs.
 * Returns the first difference as a sentence, or null when they agree.
 */
export function transcriptDifference(lesson, paragraphs) {
  const start = lesson.indexOf('\n## Transkrip');
  if (start < 0) return 'the lesson has no "## Transkrip" heading';
  const body = lesson.slice(lesson.indexOf('\n', start + 1)).split(/\n## /)[0];
  const plain = (text) => text.replace(/[*`]/g, '').replace(/\s+/g, ' ').trim();
  const written = body.split(/\n\s*\n/).map(plain).filter((text) => text !== '');
  const spoken = paragraphs.map(plain);
  for (let i = 0; i < Math.max(written.length, spoken.length); i++) {
    if (written[i] !== spoken[i]) {
      return `paragraph ${i + 1} differs:\n  lesson: ${written[i] ?? '(none)'}\n  source: ${spoken[i] ?? '(none)'}`;
    }
  }
  return null;
}
