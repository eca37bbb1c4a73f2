// Reads a video source: a plain Markdown-like text that a trainer can edit.
//
//   ---
//   title: Satu klik di kantor kecamatan
//   ---
//   ## Slide heading
//   layout: points          any "name: value" line is a field of the slide;
//   item: 2 | Baca alamat   a repeated name collects a list, "2 |" is the step
//   > A narrated sentence.                    that first shows the line
//   > [2] A sentence that moves the slide to step 2.
//     say: how the voice must read it         (captions keep the sentence)
//     pause: 1.5                              extra silence after it, seconds
//
// The shape returned is {title, slides: [{heading, fields, lines}]}, where a
// line is {text, say, step, pause, at: source line number}.

const FIELD = /^([a-z]+):\s*(.*)$/;
const LINE = /^>\s*(?:\[(\d+)\]\s*)?(.+)$/;

/** Parses the whole source. Throws an Error naming the line of any mistake. */
export function parseSource(text, name) {
  const state = { name, video: { slides: [] }, inHead: false, slide: null, line: null };
  text.split(/\r?\n/).forEach((raw, index) => readRow(state, raw, index + 1));
  const { video } = state;
  if (!video.title) throw new Error(`${name}: the head has no title`);
  if (video.slides.length === 0) throw new Error(`${name}: there is no slide`);
  for (const slide of video.slides) {
    if (slide.lines.length === 0) throw new Error(`${name}: slide "${slide.heading}" has no narration`);
  }
  return video;
}

function readRow(state, raw, number) {
  const row = raw.trim();
  if (row === '---') {
    state.inHead = !state.inHead;
  } else if (row === '') {
    return;
  } else if (state.inHead) {
    readHead(state, row, number);
  } else if (row.startsWith('## ')) {
    state.slide = { heading: row.slice(3).trim(), fields: {}, lines: [] };
    state.video.slides.push(state.slide);
    state.line = null;
  } else {
    readSlideRow(state, row, number);
  }
}

function readHead(state, row, number) {
  const field = FIELD.exec(row);
  if (!field) throw new Error(`${state.name}:${number}: expected "name: value"`);
  state.video[field[1]] = field[2];
}

function readSlideRow(state, row, number) {
  if (!state.slide) throw new Error(`${state.name}:${number}: text before the first slide`);
  const spoken = LINE.exec(row);
  if (spoken) {
    const last = state.slide.lines.at(-1);
    const step = spoken[1] ? Number(spoken[1]) : last?.step ?? 1;
    state.line = { text: spoken[2].trim(), say: null, step, pause: 0, at: number };
    state.slide.lines.push(state.line);
    return;
  }
  const field = FIELD.exec(row);
  if (!field) throw new Error(`${state.name}:${number}: cannot read "${row}"`);
  keepField(state, field[1], field[2], number);
}

function keepField(state, key, value, number) {
  if (key === 'say' || key === 'pause') {
    if (!state.line) throw new Error(`${state.name}:${number}: "${key}" belongs under a sentence`);
    if (key === 'pause' && !(Number(value) >= 0)) throw new Error(`${state.name}:${number}: "${value}" is no number of seconds`);
    state.line[key] = key === 'pause' ? Number(value) : value;
    return;
  }
  const { fields } = state.slide;
  (fields[key] ??= []).push(value);
}

/** The narrated sentences of one video, slide by slide, as paragraphs. */
export function transcriptParagraphs(video) {
  return video.slides.map((slide) => slide.lines.map((line) => line.text).join(' '));
}
