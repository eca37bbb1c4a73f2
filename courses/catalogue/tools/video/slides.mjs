// Draws one slide at one step as a whole HTML page of 640x360 points.
import { readFileSync } from 'node:fs';
import { LAYOUTS } from './layouts.mjs';

const STYLE = readFileSync(new URL('./style.css', import.meta.url), 'utf8');

/** slide: from parseSource; step: what is shown so far; number/total: progress. */
export function slidePage(slide, step, number, total) {
  const name = slide.fields.layout?.[0] ?? 'scene';
  const layout = LAYOUTS[name];
  if (!layout) throw new Error(`slide "${slide.heading}": unknown layout "${name}"`);
  const dark = name === 'title' ? ' class="dark"' : '';
  return `<!doctype html><html lang="id"><meta charset="utf-8"><style>${STYLE}</style>
<body${dark}><div class="track">${progress(number, total)}</div>${layout(slide, step)}</body></html>`;
}

function progress(number, total) {
  return Array.from({ length: total }, (_, i) => {
    const mark = i + 1 === number ? ' class="here"' : i + 1 < number ? ' class="done"' : '';
    return `<i${mark}></i>`;
  }).join('');
}
