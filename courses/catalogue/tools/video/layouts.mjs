// The slide layouts a source may name. Each takes (slide, step) and returns the
// HTML of <main>. Repeated fields are written "step | cell | cell".
import { art } from './art.mjs';

const escape = (text) => text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
/** *kata* becomes strong, !kata! becomes a warning; everything else is escaped. */
const rich = (text) => escape(text).replace(/\*([^*]+)\*/g, '<span class="strong">$1</span>')
  .replace(/!([^!]+)!/g, '<span class="danger">$1</span>');
const one = (slide, key, otherwise = '') => slide.fields[key]?.[0] ?? otherwise;
const cells = (text) => text.split(' | ').map((cell) => cell.trim());
const heading = (slide) => `<h1>${rich(slide.heading)}</h1>`;

/** Rows of "from step | ..." with their state at this step. */
function rows(slide, key, step) {
  return (slide.fields[key] ?? []).map((text) => {
    const [from, ...rest] = cells(text);
    const at = Number(from);
    if (!Number.isInteger(at)) throw new Error(`slide "${slide.heading}": "${key}: ${text}" must begin with a step number`);
    return { rest, shown: step >= at, state: step < at ? 'later' : step === at ? 'now' : '' };
  });
}

function side(slide) {
  const name = one(slide, 'art');
  return name ? `<div class="art side">${art(name)}</div>` : '';
}

function title(slide) {
  return `<main class="title"><div class="row"><div class="grow">${heading(slide)}<p>${rich(one(slide, 'sub'))}</p></div>
<div class="art">${art(one(slide, 'art'))}</div></div></main>`;
}

function scene(slide, step) {
  const said = rows(slide, 'text', step).map((row) => `<p class="${row.state}">${rich(row.rest[0])}</p>`).join('');
  return `<main>${heading(slide)}<div class="row scene grow"><div class="say">${said}</div>
<div class="art">${art(one(slide, 'art'))}</div></div></main>`;
}

function points(slide, step) {
  const items = rows(slide, 'item', step).map((row, i) =>
    `<li class="${row.state}"><b class="n">${i + 1}</b><span>${rich(row.rest[0])}</span></li>`).join('');
  return `<main>${heading(slide)}<div class="row grow"><ul class="points grow">${items}</ul>${side(slide)}</div></main>`;
}

function mail(slide, step) {
  const hits = new Set(rows(slide, 'mark', step).filter((row) => row.shown).map((row) => row.rest[0]));
  const part = (name, tag, text) => `<${tag} class="${name}${hits.has(name) ? ' hit' : ''}">${rich(text)}</${tag}>`;
  const from = one(slide, 'from');
  return `<main>${heading(slide)}<div class="card mail">
<div class="who"><div class="face">${escape(from.slice(0, 1))}</div><div>${part('name', 'div', from)}
<div><span class="mono addr${hits.has('addr') ? ' hit' : ''}">${escape(one(slide, 'addr'))}</span></div></div></div>
${part('subject', 'div', one(slide, 'subject'))}${part('text', 'div', one(slide, 'body'))}
${one(slide, 'button') ? part('button', 'div', one(slide, 'button')) : ''}</div></main>`;
}

function login(slide, step) {
  const marks = rows(slide, 'mark', step).filter((row) => row.shown).map((row) => row.rest[0]);
  const typed = marks.includes('typed');
  return `<main>${heading(slide)}<div class="browser"><div class="bar"><u></u><u></u><u></u>
<div class="url mono${marks.includes('url') ? ' hit' : ''}">${escape(one(slide, 'url'))}</div></div>
<div class="page"><div class="art" style="width:104px">${art('crest')}</div><div style="display:grid;gap:9px">
<div class="field${typed ? ' full' : ''}">${typed ? 'ardi' : 'Nama pengguna'}</div>
<div class="field${typed ? ' full' : ''}">${typed ? '••••••••••' : 'Kata sandi'}</div></div></div></div></main>`;
}

function timeline(slide, step) {
  const items = rows(slide, 'event', step).map((row) =>
    `<li class="${row.rest[2] ?? 'bad'} ${row.state}"><time>${escape(row.rest[0])}</time><span>${rich(row.rest[1])}</span></li>`);
  return `<main>${heading(slide)}<div class="row grow"><ul class="events grow">${items.join('')}</ul>${side(slide)}</div></main>`;
}

function chat(slide, step) {
  const bubbles = rows(slide, 'bubble', step).map((row) =>
    `<div class="bubble ${row.rest[0]} ${row.state}">${rich(row.rest[1])}</div>`).join('');
  return `<main>${heading(slide)}<div class="chat">${bubbles}</div></main>`;
}

/** "part: text | role | step": the role colours the part from that step on. */
function address(slide, step) {
  const parts = (slide.fields.part ?? []).map((text) => {
    const [word, role = '', from = '1'] = cells(text);
    return `<span class="${step >= Number(from) ? role : ''}">${escape(word)}</span>`;
  }).join('');
  const notes = rows(slide, 'note', step).map((row) => {
    const [role, text] = row.rest;
    return `<li class="${role} ${row.state}"><i></i><span>${rich(text)}</span></li>`;
  }).join('');
  const size = one(slide, 'size', '27');
  return `<main>${heading(slide)}<div class="address mono ${one(slide, 'tone')}" style="font-size:${size}px">${parts}</div>
<ul class="notes">${notes}</ul></main>`;
}

/** Escaped text with its [bracketed] letters highlighted. */
const marked = (text) => escape(text).replace(/\[([^\]]+)\]/g, '<mark>$1</mark>');

/** "row: step | good or bad | address | word": word and marks appear at the step. */
function verdicts(slide, step) {
  const lines = rows(slide, 'row', step).map((row) => {
    const [kind, text, word] = row.rest;
    const shown = row.shown ? 'shown' : '';
    return `<div class="verdict ${kind} ${shown}"><span class="mono">${row.shown ? marked(text) : escape(text.replace(/[[\]]/g, ''))}</span>
<em class="${row.shown ? '' : 'later'}">${escape(word)}</em></div>`;
  }).join('');
  return `<main>${heading(slide)}<div class="verdicts">${lines}</div></main>`;
}

/** "row: step | text with [look-alike letters] | remark". */
function letters(slide, step) {
  const lines = rows(slide, 'row', step).map((row) => {
    return `<div class="${row.state}"><span class="mono">${marked(row.rest[0])}</span><small>${rich(row.rest[1])}</small></div>`;
  }).join('');
  return `<main>${heading(slide)}<div class="letters">${lines}</div></main>`;
}

export const LAYOUTS = { title, scene, points, mail, login, timeline, chat, address, verdicts, letters };
