// From a file of questions to a passed quiz: a trainer imports GIFT, mends one
// question, a second person reviews, the trainer builds a quiz from a
// blueprint, and a learner takes it.
import { test, before, after } from 'node:test';
import assert from 'node:assert/strict';
import { startServer, openBrowser, newPerson, look } from './harness.mjs';

const password = 'belajar sambil minum kopi';
const trainer = process.env.E2E_TRAINER || '198011232006041002';
let server, browser;
before(async () => {
  server = await startServer({ LENTERA_DEMO: 'true' });
  browser = await openBrowser();
});
after(async () => {
  await browser?.close();
  await server?.close();
});

async function signedIn(nip, size) {
  const who = await newPerson(browser, size);
  who.page.setDefaultTimeout(25_000);
  await who.page.goto(`${server.url}/masuk`);
  await who.page.getByLabel('NIP atau e-mail').fill(nip);
  await who.page.getByLabel('Kata sandi', { exact: true }).fill(password);
  await who.page.getByRole('button', { name: 'Masuk', exact: true }).click();
  await who.page.waitForURL(`${server.url}/`);
  return who;
}

const gift = `$CATEGORY: Keamanan/Surel

::Surel palsu::Tanda surel pengelabuan? {=Meminta kata sandi ~Memakai logo kantor ~Dikirim pagi hari}

::Ibu kota::Ibu kota Jawa Timur? {=Surabaya}

::Rusak::Soal ini tidak ditutup {=a ~b

::Benar::Kata sandi boleh dibagikan kepada atasan. {FALSE}
`;

test('from a file to a passed quiz', async () => {
  const one = await signedIn(trainer, { width: 1280, height: 900 });
  const p = one.page;
  await p.getByRole('link', { name: 'Kelola' }).first().click();
  await p.getByRole('heading', { name: 'Tidak ada soal yang cocok' }).waitFor();
  await look(p, 'bank-empty');

  // import: what is in the file, then what is good of it
  await p.getByRole('link', { name: 'Impor dan ekspor' }).first().click();
  await p.getByLabel('Berkas soal').waitFor();
  await p.getByRole('button', { name: 'Periksa berkas' }).click();
  await p.getByText('Pilih berkasnya dahulu.').waitFor();
  await p.getByLabel('Berkas soal').setInputFiles({ name: 'soal.gift', mimeType: 'text/plain', buffer: Buffer.from(gift) });
  await p.getByRole('button', { name: 'Periksa berkas' }).click();
  await p.getByText('3 baru').waitFor();
  await p.getByText('Baris 7').first().waitFor();
  await look(p, 'bank-import');
  await p.getByRole('button', { name: 'Masukkan 3 soal' }).click();
  await p.getByText('3 soal masuk sebagai konsep.').waitFor();
  await p.getByRole('link', { name: 'Lihat bank soal' }).click();
  await p.getByRole('link', { name: 'Surel palsu' }).waitFor();
  await look(p, 'bank-list');

  // mend one question; a reload in between loses nothing
  await p.getByRole('link', { name: 'Surel palsu' }).click();
  const stem = p.getByRole('textbox', { name: 'Pertanyaan' });
  await stem.waitFor();
  await stem.fill('Apa tanda surel pengelabuan yang paling jelas?');
  await p.getByText('Belum disimpan', { exact: true }).waitFor();
  await p.waitForTimeout(500);
  await p.reload();
  await p.getByText('Tulisan yang belum tersimpan dipulihkan.').waitFor();
  await p.getByRole('textbox', { name: 'Pilihan 2' }).fill('');
  await p.getByText('Nama, kategori, dan tanda').click();
  await p.getByLabel('Kesulitan').selectOption('mudah');
  await p.getByRole('button', { name: 'Simpan', exact: true }).click();
  await p.getByRole('alert').getByRole('link', { name: 'Teks belum diisi.' }).waitFor();
  await look(p, 'bank-editor-wrong');
  await p.getByRole('textbox', { name: 'Pilihan 2' }).fill('Ada logo kantor');
  await p.getByLabel('Apa yang diubah').fill('Pertanyaan diperjelas');
  await p.getByRole('region', { name: 'Pratinjau' }).getByText('Ada logo kantor').waitFor();
  await p.getByRole('button', { name: 'Simpan', exact: true }).click();
  await p.getByText('Versi 2 tersimpan.').waitFor();
  await p.getByText('orang lain yang meninjaunya').waitFor();
  assert.equal(await p.getByRole('button', { name: 'Tinjau dan pakai' }).count(), 0);
  await look(p, 'bank-editor');

  // somebody else reviews all three, on a phone
  const two = await signedIn('198503172010012003', { width: 360, height: 740 });
  const q = two.page;
  for (const name of ['Surel palsu', 'Ibu kota', 'Benar']) {
    await q.goto(`${server.url}/admin/bank-soal?keadaan=waiting`);
    await q.getByRole('link', { name, exact: true }).click();
    await q.getByRole('button', { name: 'Tinjau dan pakai' }).click();
    await q.getByText('Soal siap pakai.').waitFor();
  }
  await look(q, 'bank-reviewed');
  await q.goto(`${server.url}/admin/bank-soal?keadaan=reviewed`);
  await q.getByRole('link', { name: 'Surel palsu' }).waitFor();
  await look(q, 'bank-list');

  // the blueprint says when there are too few
  await p.goto(`${server.url}/admin/kuis`);
  await p.getByLabel('Judul kuis baru').fill('Kuis surel aman');
  await p.getByRole('button', { name: 'Mulai merancang' }).click();
  await p.getByText('Pilih kategorinya dahulu.').waitFor();
  await p.getByLabel('Kategori', { exact: true }).first().selectOption({ label: 'Keamanan › Surel' });
  await p.getByText('yang siap pakai hanya 3').waitFor();
  await p.getByRole('button', { name: 'Terbitkan' }).click();
  await p.getByRole('alert').getByText('Hanya ada 3 soal untuk bagian ini.').waitFor();
  await look(p, 'quiz-too-few');
  await p.getByLabel('Jumlah soal').first().fill('3');
  await p.getByLabel('Batas lulus (%)').fill('60');
  await p.getByText('Dipilih dari 3 soal siap pakai.').waitFor();
  await p.setViewportSize({ width: 360, height: 740 });
  await look(p, 'quiz-build');
  await p.setViewportSize({ width: 1280, height: 900 });
  await p.getByRole('button', { name: 'Terbitkan' }).click();
  await p.getByRole('dialog').getByRole('button', { name: 'Terbitkan' }).click();
  await p.getByText('Kuis terbit.').waitFor();
  await p.getByRole('link', { name: 'Atur waktunya' }).click();
  await p.getByText('Perubahan berlaku untuk percobaan').waitFor();
  await p.getByLabel('Lama (menit)').fill('20');
  await p.getByRole('button', { name: 'Simpan aturan' }).click();
  await p.getByText('Aturan tersimpan.').waitFor();
  await look(p, 'quiz-rules');
  await p.goto(`${server.url}/admin/kuis`);
  await p.getByRole('link', { name: 'Kuis surel aman' }).waitFor();
  await look(p, 'quiz-list');

  // a learner finds and takes it; the right answers are not in what is shown
  const three = await signedIn('199204152019032004', { width: 360, height: 740 });
  const l = three.page;
  await l.goto(`${server.url}/katalog`);
  await l.getByRole('link', { name: 'Kuis surel aman' }).click();
  await l.getByRole('button', { name: /Ikuti|Mulai/ }).first().click();
  await l.waitForURL(/\/kuis\//);
  await l.getByRole('button', { name: /Mulai/ }).first().click();
  await l.waitForURL(/\/ujian\//);
  for (let i = 0; i < 3; i++) {
    await l.locator('fieldset, [role=group]').first().waitFor();
    const text = await l.locator('main').innerText();
    if (text.includes('Jawa Timur')) await l.getByLabel('Jawaban Anda').fill('Surabaya');
    else if (text.includes('Kata sandi boleh')) await l.getByLabel('Salah').check();
    else await l.getByLabel('Meminta kata sandi').check();
    const on = l.getByRole('button', { name: /Lanjut|Berikutnya|Soal berikut/ });
    if (i < 2) await on.first().click();
  }
  await look(l, 'quiz-taken');
  await l.getByRole('button', { name: /Kumpulkan|Selesai|Periksa/ }).first().click();
  await l.getByRole('dialog').getByRole('button', { name: 'Kumpulkan' }).click();
  await l.waitForURL(/\/hasil\//);
  await l.getByText(/Lulus|Anda lulus/i).first().waitFor();
  await look(l, 'quiz-result');
  await l.goto(`${server.url}/admin/bank-soal`);
  await l.getByText('bukan bagian dari peran Anda').waitFor();
  for (const who of [one, two, three]) {
    assert.deepEqual(who.complaints, []);
    await who.context.close();
  }
});
