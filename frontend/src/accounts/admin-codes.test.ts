import { describe, expect, it } from 'vitest'
import { csv } from '../lib/download'
import { codeRows, spacedNip } from './admin-codes'

const code = (part: object) => ({ person_id: 'p', full_name: 'Siti', nip: '198001012005011001', unit_name: 'Dinas', code: '2E46-79AC-DEFG', expires_at: '2026-12-23T07:00:00Z', ...part })
const bytes = (blob: Blob) =>
  new Promise<ArrayBuffer>((settle) => {
    const reader = new FileReader()
    reader.onload = () => settle(reader.result as ArrayBuffer)
    reader.readAsArrayBuffer(blob)
  })
const text = async (blob: Blob) => new TextDecoder('utf-8', { ignoreBOM: true }).decode(await bytes(blob))

describe('spacedNip', () => {
  it('groups eighteen digits', () => expect(spacedNip('198001012005011001')).toBe('19800101 200501 1 001'))
  it('leaves everything else alone', () => expect(spacedNip('')).toBe(''))
})

describe('codeRows as csv', () => {
  it('has a heading and one line per person, the NIP as text', async () => {
    const lines = (await text(csv(codeRows([code({})], 'https://lentera.go.id')))).split('\r\n')
    expect(lines[0]).toBe('\ufeffNama;NIP;Unit kerja;Kode aktivasi;Berlaku sampai;Alamat')
    expect(lines[1]).toBe('Siti;19800101 200501 1 001;Dinas;2E46-79AC-DEFG;23 Des 2026;https://lentera.go.id/aktivasi')
  })

  it('never lets a name become a formula or a new column', async () => {
    const body = await text(csv(codeRows([code({ full_name: '=HYPERLINK("x")', unit_name: 'Bagian A; B' })], '')))
    expect(body).toContain(`"'=HYPERLINK(""x"")"`)
    expect(body).toContain('"Bagian A; B"')
  })
})
