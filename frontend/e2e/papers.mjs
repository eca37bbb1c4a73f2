// Independent readers of the certificate: poppler for the text and the picture
// of the page, zbar for the QR code.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export function readPDF(file, dir) {
  const text = execFileSync('pdftotext', ['-layout', file, '-'], { encoding: 'utf8' });
  const info = execFileSync('pdfinfo', [file], { encoding: 'utf8' });
  const picture = join(dir, 'certificate');
  execFileSync('pdftoppm', ['-r', '150', '-png', file, picture]);
  const qr = execFileSync('zbarimg', ['-q', '--raw', `${picture}-1.png`], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim();
  return { text, info, qr, bytes: readFileSync(file) };
}
