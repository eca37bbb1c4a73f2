// make-video <course folder> [video name ...] [--slides] [--check] [--transcript]
//
//   (no option)    build media/<name>.mp4, .vtt and .jpg
//   --slides       only draw the slides, into the system temporary folder
//   --check        build nothing; compare lesson transcripts with the sources
//   --transcript   print the transcript as Markdown paragraphs
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync, existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSource, transcriptParagraphs } from './source.mjs';
import { readPronunciation, respell, speak, joinTrack, writeWav } from './speech.mjs';
import { webVtt, transcriptDifference } from './captions.mjs';
import { slidePage } from './slides.mjs';
import { renderPage, writeFilm, writePoster } from './film.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const OPTIONS = ['--slides', '--check', '--transcript'];
const VOICE = { name: 'id', speed: '138', pitch: '41', gap: '1' };
const PAUSE = { sentence: 0.38, slide: 0.95, leadIn: 0.7, end: 1.6 }; // seconds

function videoNames(course, wanted) {
  const all = readdirSync(join(course, 'video')).filter((f) => f.endsWith('.md')).map((f) => basename(f, '.md'));
  const unknown = wanted.filter((name) => !all.includes(name));
  if (unknown.length > 0) throw new Error(`no source for ${unknown.join(', ')}; there are: ${all.join(', ')}`);
  return wanted.length > 0 ? wanted : all.sort();
}

function readVideo(course, name) {
  const path = join(course, 'video', `${name}.md`);
  return parseSource(readFileSync(path, 'utf8'), path);
}

/** Every picture the film needs: one per slide and step, in order of use. */
function planShots(video) {
  return video.slides.flatMap((slide, index) =>
    slide.lines.map((line) => ({ slide: index, step: line.step, key: `s${index + 1}-${line.step}` })));
}

async function drawSlides(video, folder) {
  const plan = planShots(video);
  const drawn = new Map();
  for (const shot of plan) {
    if (drawn.has(shot.key)) continue;
    const page = slidePage(video.slides[shot.slide], shot.step, shot.slide + 1, video.slides.length);
    drawn.set(shot.key, await renderPage(page, folder, shot.key));
  }
  return plan.map((shot) => drawn.get(shot.key));
}

function narrate(video, folder) {
  const words = readPronunciation(join(HERE, 'pronunciation.txt'));
  const lines = video.slides.flatMap((slide, s) => slide.lines.map((line, l) => {
    const samples = speak(respell(line.say ?? line.text, words), folder, `v${s}-${l}`, VOICE);
    const lastOfSlide = l === slide.lines.length - 1;
    const lastOfAll = lastOfSlide && s === video.slides.length - 1;
    const rest = lastOfAll ? PAUSE.end : lastOfSlide ? PAUSE.slide : PAUSE.sentence;
    return { text: line.text, samples, silence: rest + line.pause };
  }));
  return { lines, ...joinTrack(lines, PAUSE.leadIn) };
}

async function buildVideo(course, name) {
  const video = readVideo(course, name);
  const folder = mkdtempSync(join(tmpdir(), 'make-video-'));
  const media = join(course, 'media');
  mkdirSync(media, { recursive: true });
  try {
    const voice = narrate(video, folder);
    const sound = join(folder, 'voice.wav');
    writeWav(sound, voice.track);
    const pictures = await drawSlides(video, folder);
    // A picture is shown from shortly before its first word until the next one.
    const cuts = voice.times.map((time, i) => (i === 0 ? 0 : Math.max(time.start - 0.25, voice.times[i - 1].end)));
    const shots = pictures.map((picture, i) => ({ picture, from: cuts[i], to: cuts[i + 1] ?? voice.seconds }));
    await writeFilm(shots, sound, join(media, `${name}.mp4`));
    writePoster(pictures[0], join(media, `${name}.jpg`));
    const cues = voice.times.map((time, i) => ({ ...time, text: voice.lines[i].text }));
    writeFileSync(join(media, `${name}.vtt`), webVtt(video.title, cues));
    console.log(`${name}: ${voice.seconds.toFixed(1)} s, ${cues.length} cues, ${new Set(pictures).size} pictures`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function lessonOf(course, name) {
  for (const module of readdirSync(course).filter((entry) => /^m\d+$/.test(entry))) {
    const found = readdirSync(join(course, module)).find((file) => name.endsWith(file.replace(/^\d+-|\.md$/g, '')));
    if (found && name.startsWith(module)) return join(course, module, found);
  }
  throw new Error(`no lesson file belongs to the video ${name}`);
}

function checkTranscript(course, name) {
  const lesson = lessonOf(course, name);
  const difference = transcriptDifference(readFileSync(lesson, 'utf8'), transcriptParagraphs(readVideo(course, name)));
  if (difference) throw new Error(`${lesson}: ${difference}`);
  for (const kind of ['mp4', 'vtt', 'jpg']) {
    if (!existsSync(join(course, 'media', `${name}.${kind}`))) throw new Error(`media/${name}.${kind} is missing`);
  }
  console.log(`${name}: transcript agrees with the source`);
}

async function main(words) {
  const options = words.filter((word) => word.startsWith('--'));
  const [folder, ...wanted] = words.filter((word) => !word.startsWith('--'));
  const strange = options.find((option) => !OPTIONS.includes(option));
  if (!folder || strange) throw new Error(`usage: make-video <course folder> [video name ...] [${OPTIONS.join('|')}]`);
  const course = resolve(folder);
  for (const name of videoNames(course, wanted)) {
    if (options.includes('--check')) checkTranscript(course, name);
    else if (options.includes('--transcript')) console.log(transcriptParagraphs(readVideo(course, name)).join('\n\n'));
    else if (options.includes('--slides')) {
      const target = join(tmpdir(), 'lentera-slides', name);
      mkdirSync(target, { recursive: true });
      await drawSlides(readVideo(course, name), target);
      console.log(`slides in ${target}`);
    } else await buildVideo(course, name);
  }
}

main(process.argv.slice(2)).catch((error) => {
  console.error(`make-video: ${error.message}`);
  process.exitCode = 1;
});
