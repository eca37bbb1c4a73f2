// Turns slide pages into pictures (Chromium) and pictures plus sound into a
// film (ffmpeg). Every tool is a Debian package; nothing is fetched.
import { execFile, spawn, execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync, statSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { once } from 'node:events';
import { promisify } from 'node:util';

export const FRAME_RATE = 10;
const run = promisify(execFile);
const POSTER_LIMIT = 20 * 1024; // bytes
// The voice is dry and sharp: soften the edge, even out the level.
const VOICE_FILTER = [
  'highpass=f=85', 'lowpass=f=7200', 'equalizer=f=250:t=q:w=1:g=2', 'equalizer=f=3400:t=q:w=1.2:g=-4',
  'acompressor=threshold=-20dB:ratio=2.5:attack=8:release=160', 'loudnorm=I=-17:TP=-2:LRA=9',
].join(',');

/** Renders one HTML page (text) to a 640x360 PNG beside it. */
export async function renderPage(html, folder, name) {
  const page = join(folder, `${name}.html`);
  const picture = join(folder, `${name}.png`);
  const profile = mkdtempSync(join(folder, 'profile-'));
  writeFileSync(page, html);
  await run('chromium', [
    '--headless', '--no-sandbox', '--disable-gpu', '--hide-scrollbars', '--force-device-scale-factor=1',
    '--disable-lcd-text', '--window-size=640,360', `--user-data-dir=${profile}`,
    `--screenshot=${picture}`, `file://${page}`,
  ], { timeout: 60000 });
  rmSync(profile, { recursive: true, force: true });
  return picture;
}

/**
 * Writes the MP4: each shot is {picture, from, to} in seconds, without gaps.
 * Frames are cut at whole frame numbers of the running time, so sound and
 * picture never drift.
 */
export async function writeFilm(shots, sound, target) {
  const encoder = spawn('ffmpeg', [
    '-y', '-loglevel', 'error', '-f', 'image2pipe', '-framerate', String(FRAME_RATE), '-c:v', 'png', '-i', '-',
    '-i', sound, '-af', VOICE_FILTER, '-ar', String(22050), '-ac', '1', '-c:a', 'aac', '-b:a', '44k',
    '-c:v', 'libx264', '-profile:v', 'baseline', '-level', '3.0', '-pix_fmt', 'yuv420p', '-preset', 'veryslow',
    '-tune', 'stillimage', '-crf', '25', '-g', String(FRAME_RATE * 8), '-vf', 'scale=out_color_matrix=bt709:out_range=tv',
    '-colorspace', 'bt709', '-color_primaries', 'bt709', '-color_trc', 'bt709',
    '-movflags', '+faststart', '-shortest', '-map_metadata', '-1', '-fflags', '+bitexact', target,
  ], { stdio: ['pipe', 'inherit', 'inherit'] });
  const ended = once(encoder, 'close');
  for (const shot of shots) {
    const picture = readFileSync(shot.picture);
    const frames = Math.round(shot.to * FRAME_RATE) - Math.round(shot.from * FRAME_RATE);
    for (let i = 0; i < frames; i++) {
      if (!encoder.stdin.write(picture)) await once(encoder.stdin, 'drain');
    }
  }
  encoder.stdin.end();
  const [code] = await ended;
  if (code !== 0) throw new Error(`ffmpeg ended with ${code} for ${target}`);
}

/** Writes a poster of at most 20 kB, which a weak line carries in 0.4 s, lowering quality step by step. */
export function writePoster(picture, target) {
  for (const quality of [3, 5, 8, 12, 16]) {
    execFileSync('ffmpeg', ['-y', '-loglevel', 'error', '-i', picture, '-q:v', String(quality), '-update', '1', target]);
    if (statSync(target).size <= POSTER_LIMIT) return;
  }
  throw new Error(`${target}: the poster stays above ${POSTER_LIMIT} bytes`);
}
