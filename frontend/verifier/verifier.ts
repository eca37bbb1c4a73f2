// The offline page: shows what check.ts finds. Everything it needs is inside
// the page; only "refresh the list" asks the server it came from.
import { fromBase64, keyID, openClaim, openList, split, statusOf, type Keys, type List } from './check'

interface Supplies {
  agency: string
  origin: string
  lang: string
  demo: boolean
  keys: string[]
  list: string
}
interface Detector {
  detect(source: ImageBitmapSource): Promise<{ rawValue: string }[]>
}

const supplies = JSON.parse(document.getElementById('bekal')!.textContent!) as Supplies
const keys: Keys = {}
for (const each of supplies.keys) {
  const key = fromBase64(each)
  keys[keyID(key)] = key
}
let list: List | null = openList(fromBase64(supplies.list), keys)
let lang = supplies.lang
let shown = ''

const el = <T extends HTMLElement = HTMLElement>(id: string) => document.getElementById(id) as T
const t = (id: string, en: string) => (lang === 'en' ? en : id)
const write = (date: Date) =>
  date.toLocaleDateString(lang === 'en' ? 'en-GB' : 'id-ID', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
const tooOld = () => list !== null && Date.now() - list.issued.getTime() > 30 * 86_400_000

function add(parent: HTMLElement, tag: string, text: string, kind = ''): HTMLElement {
  const made = document.createElement(tag)
  made.textContent = text
  if (kind) made.className = kind
  parent.append(made)
  return made
}

function verdict(kind: 'good' | 'warn' | 'bad', title: string, ...lines: string[]) {
  const box = el('hasil')
  box.replaceChildren()
  box.dataset.verdict = kind
  add(box, 'h2', title, `status-${kind}`)
  for (const line of lines) add(box, 'p', line)
  return box
}

const asOf = () => t(`daftar pencabutan per ${write(list!.issued)}`, `the revocation list of ${write(list!.issued)}`)

function check(typed: string) {
  shown = typed
  const { claim, address } = split(typed)
  if (!claim && address) {
    verdict('warn', t('Kode ini tidak memuat tanda tangan', 'This code carries no signature'),
      t('Sertifikat lama hanya dapat diperiksa lewat halaman daring penerbit.', 'Older certificates can only be checked on the issuer’s online page.'))
    return
  }
  const c = openClaim(claim, keys)
  if (!c || (address && address !== c.publicID)) {
    verdict('bad', t('Tidak sah', 'Not valid'),
      t('Tanda tangannya tidak cocok dengan kunci penerbit. Jangan terima sebagai bukti.', 'The signature does not match the issuer’s keys. Do not accept it as proof.'),
      t('Jika diketik atau disalin, pastikan seluruh teks kode QR ikut.', 'If you typed or copied it, make sure the whole QR text is there.'),
      t('Jika penerbit baru mengganti kunci, perbarui halaman ini.', 'If the issuer has just changed keys, refresh this page.'))
    return
  }
  const found = list && statusOf(list, c.publicID)
  let box: HTMLElement
  if (found?.status === 'revoked') {
    box = verdict('bad', t('Dicabut', 'Revoked'), t(`Tidak berlaku sejak ${write(found.since)}, menurut ${asOf()}.`, `Not valid since ${write(found.since)}, by ${asOf()}.`),
      t('Jangan terima sertifikat ini sebagai bukti.', 'Do not accept this certificate as proof.'))
  } else if (found) {
    box = verdict('warn', t('Digantikan', 'Replaced'), t(`Digantikan sertifikat yang lebih baru sejak ${write(found.since)}, menurut ${asOf()}.`, `Replaced by a newer certificate since ${write(found.since)}, by ${asOf()}.`),
      t('Mintalah lembar yang terbaru kepada pemegangnya.', 'Ask the holder for the newest sheet.'))
  } else if (!list) {
    box = verdict('warn', t('Tanda tangan cocok, pencabutan tidak diketahui', 'Signature matches, revocation unknown'),
      t('Daftar pencabutan di halaman ini tidak dapat dipercaya. Simpan ulang halaman ini.', 'The revocation list in this page cannot be trusted. Save this page again.'))
  } else if (tooOld()) {
    box = verdict('warn', t('Tanda tangan cocok, daftar sudah lama', 'Signature matches, list is old'),
      t(`Tidak ada di ${asOf()}, tetapi daftar itu lebih dari 30 hari. Perbarui dahulu.`, `Not on ${asOf()}, but that is more than 30 days old. Refresh it first.`))
  } else {
    box = verdict('good', t('Sah', 'Valid'), t(`Tanda tangan cocok dan tidak ada di ${asOf()}.`, `The signature matches and it is not on ${asOf()}.`),
      t('Cocokkan isinya dengan lembar yang Anda pegang.', 'Compare it with the sheet you hold.'))
  }
  const facts = add(box, 'dl', '', 'facts')
  const fact = (name: string, value: string) => {
    const row = add(facts, 'div', '')
    add(row, 'dt', name)
    add(row, 'dd', value)
  }
  fact(t('Pelatihan', 'Training'), c.title)
  if (c.revision) fact(t('Revisi kursus', 'Course revision'), String(c.revision))
  fact('JP', t(`${c.jp} JP (1 JP = 45 menit)`, `${c.jp} JP (learning hours of 45 minutes)`))
  fact(t('Tanggal lulus', 'Completed on'), write(c.completed))
  fact(t('Nama (disamarkan)', 'Name (masked)'), c.name)
  fact(t('Diterbitkan oleh', 'Issued by'), c.agency)
  fact(t('Kode', 'Code'), (c.publicID.match(/.{4}/g) ?? []).join('-').toUpperCase())
}

function draw() {
  document.documentElement.lang = lang
  document.title = t('Periksa sertifikat tanpa server', 'Check a certificate without a server')
  el('penerbit').textContent = supplies.agency
  el('daftar').textContent = list
    ? t(`Daftar pencabutan di halaman ini: per ${write(list.issued)}.`, `Revocation list in this page: of ${write(list.issued)}.`)
    : t('Daftar pencabutan di halaman ini rusak.', 'The revocation list in this page is damaged.')
  el('lama').hidden = !tooOld()
  el('kunci').textContent = Object.keys(keys).join(', ')
  el('contoh').hidden = !supplies.demo
  for (const id of ['alamat', 'alamat2']) el(id).textContent = supplies.origin + '/verifikasi-luring'
  if (shown) check(shown)
}

async function refresh() {
  const say = (text: string) => (el('kabar').textContent = text)
  try {
    const answer = await fetch('/api/certificates/revocations', { credentials: 'omit' })
    const fresh = answer.ok ? openList(new Uint8Array(await answer.arrayBuffer()), keys) : null
    if (!fresh) throw new Error('no list')
    if (!list || fresh.issued >= list.issued) list = fresh
    draw()
    say(t('Daftar sudah diperbarui.', 'The list is up to date.'))
  } catch {
    say(t('Server tidak terjangkau. Daftar yang ada tetap dipakai.', 'The server cannot be reached. The list at hand stays in use.'))
  }
}

async function readPicture(detector: Detector, source: ImageBitmapSource): Promise<boolean> {
  const found = (await detector.detect(source))[0]
  if (!found) return false
  el<HTMLTextAreaElement>('teks').value = found.rawValue
  check(found.rawValue)
  return true
}

function withCamera(detector: Detector) {
  el('gambar').hidden = false
  el<HTMLInputElement>('foto').onchange = async (event) => {
    const file = (event.target as HTMLInputElement).files?.[0]
    if (!file) return
    const ok = await createImageBitmap(file).then((b) => readPicture(detector, b)).catch(() => false)
    if (!ok) verdict('warn', t('Kode QR tidak terbaca', 'No QR code could be read'), t('Foto ulang lebih dekat dan terang, atau tempel teksnya.', 'Take the photo closer and brighter, or paste the text.'))
  }
  if (!navigator.mediaDevices?.getUserMedia) return
  const video = el<HTMLVideoElement>('kamera')
  let stream: MediaStream | null = null
  const stop = () => {
    stream?.getTracks().forEach((track) => track.stop())
    stream = null
    video.hidden = true
  }
  el('pindai').hidden = false
  el('pindai').onclick = async () => {
    if (stream) return stop()
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } })
    } catch {
      verdict('warn', t('Kamera tidak dapat dipakai', 'The camera cannot be used'), t('Izinkan kamera, unggah foto, atau tempel teksnya.', 'Allow the camera, upload a photo, or paste the text.'))
      return
    }
    video.hidden = false
    video.srcObject = stream
    await video.play()
    while (stream) {
      if (await readPicture(detector, video).catch(() => false)) return stop()
      await new Promise((done) => setTimeout(done, 250))
    }
  }
}

el('isian').onsubmit = (event) => {
  event.preventDefault()
  const typed = el<HTMLTextAreaElement>('teks').value
  if (typed.trim()) check(typed)
  else verdict('warn', t('Belum ada teks', 'No text yet'), t('Tempel dahulu teks kode QR.', 'Paste the QR text first.'))
  el('hasil').focus()
}
el('bahasa').onclick = () => {
  lang = lang === 'en' ? 'id' : 'en'
  draw()
}
const served = location.origin === supplies.origin
el('dariserver').hidden = !served
el('daritersimpan').hidden = served
el('segarkan').onclick = () => void refresh()
draw()
const Found = (window as unknown as { BarcodeDetector?: new (o: object) => Detector }).BarcodeDetector
if (Found) {
  try {
    withCamera(new Found({ formats: ['qr_code'] }))
  } catch {
    /* pasting works everywhere */
  }
}
const given = () => {
  if (location.hash.length > 20) {
    el<HTMLTextAreaElement>('teks').value = location.hash.slice(1)
    check(location.hash.slice(1))
  }
}
window.addEventListener('hashchange', given)
given()
