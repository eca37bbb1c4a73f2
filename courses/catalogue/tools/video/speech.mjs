// Speaks sentences with espeak-ng and measures them, so that captions are as
// exact as the sound itself. All sound here is 22,050 Hz, mono, 16-bit.
import { execFileSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const SAMPLE_RATE = 22050;
const QUIET = 180; // samples below this level count as silence when trimming

/** Reads "word = how to read it" lines; a line starting with # is a remark. */
export function readPronunciation(path) {
  const words = new Map();
  for (const row of readFileSync(path, 'utf8').split('\n')) {
    if (row.trim() === '' || row.startsWith('#')) continue;
    const cut = row.indexOf('=');
    words.set(row.slice(0, cut).trim().toLowerCase(), row.slice(cut + 1).trim());
  }
  return words;
}

/** Replaces whole words by their reading; the rest of the sentence stays. */
export function respell(sentence, words) {
  return sentence.replace(/[\p{L}\p{N}]+(?:[.-][\p{L}\p{N}]+)*/gu, (word) => words.get(word.toLowerCase()) ?? word);
}

/** Speaks one sentence into folder/name.wav and returns its trimmed samples. */
export function speak(sentence, folder, name, voice) {
  const file = join(folder, `${name}.wav`);
  const options = ['-v', voice.name, '-s', voice.speed, '-p', voice.pitch, '-g', voice.gap, '-w', file];
  execFileSync('espeak-ng', options, { input: sentence });
  return trimSilence(readSamples(readFileSync(file), file));
}

function readSamples(wav, file) {
  const data = wav.indexOf('data', 12, 'latin1');
  if (data < 0) throw new Error(`${file}: no sound data`);
  if (wav.readUInt32LE(24) !== SAMPLE_RATE) throw new Error(`${file}: unexpected sample rate`);
  const start = data + 8;
  const count = Math.floor((wav.length - start) / 2);
  const samples = new Int16Array(count);
  for (let i = 0; i < count; i++) samples[i] = wav.readInt16LE(start + i * 2);
  return samples;
}

function trimSilence(samples) {
  let first = 0;
  let last = samples.length - 1;
  while (first < last && Math.abs(samples[first]) < QUIET) first++;
  while (last > first && Math.abs(samples[last]) < QUIET) last--;
  const margin = Math.round(0.04 * SAMPLE_RATE);
  return samples.subarray(Math.max(0, first - margin), Math.min(samples.length, last + margin));
}

/**
 * Joins spoken lines into one track. Each line is {samples, silence}, silence
 * being the seconds of quiet after it. Returns the samples and, per line, the
 * start and end of its sound in seconds.
 */
export function joinTrack(lines, leadIn) {
  const lengths = lines.map((line) => line.samples.length + Math.round(line.silence * SAMPLE_RATE));
  const lead = Math.round(leadIn * SAMPLE_RATE);
  const track = new Int16Array(lead + lengths.reduce((sum, length) => sum + length, 0));
  const times = [];
  let at = lead;
  lines.forEach((line, index) => {
    track.set(line.samples, at);
    times.push({ start: at / SAMPLE_RATE, end: (at + line.samples.length) / SAMPLE_RATE });
    at += lengths[index];
  });
  return { track, times, seconds: track.length / SAMPLE_RATE };
}

/** Writes 16-bit mono samples as a WAV file. */
export function writeWav(path, samples) {
  const head = Buffer.alloc(44);
  const bytes = samples.length * 2;
  head.write('RIFF', 0);
  head.writeUInt32LE(36 + bytes, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(SAMPLE_RATE, 24);
  head.writeUInt32LE(SAMPLE_RATE * 2, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write('data', 36);
  head.writeUInt32LE(bytes, 40);
  writeFileSync(path, Buffer.concat([head, Buffer.from(samples.buffer, samples.byteOffset, bytes)]));
}
