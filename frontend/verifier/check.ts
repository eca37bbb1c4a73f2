// Reads and checks what certificates/claim writes: the claim of a QR code and
// the signed list of revocations. Formats: docs/verification.md. Everything is
// synchronous and works from file://, without a server and without WebCrypto.
import * as ed from '@noble/ed25519'
import { sha256, sha512 } from '@noble/hashes/sha2.js'

ed.hashes.sha512 = sha512

export interface Claim {
  publicID: string
  completed: Date
  jp: number
  revision: number
  code: string
  title: string
  name: string
  agency: string
}

export interface List {
  issued: Date
  entries: Uint8Array
}

export type Keys = Record<string, Uint8Array>

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'
const headBytes = 35
const entryBytes = 9
const signatureBytes = 64
const bytesOf = (text: string) => new TextEncoder().encode(text)
const hex = (bytes: Uint8Array) => Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('')
export const day = (n: number) => new Date(Date.UTC(2000, 0, 1 + n))

export function fromBase64(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0))
}

export const keyID = (key: Uint8Array) => hex(sha256(key).subarray(0, 8))

function fromBase32(text: string): Uint8Array | null {
  const out: number[] = []
  let held = 0
  let bits = 0
  for (const letter of text) {
    const value = letters.indexOf(letter)
    if (value < 0) return null
    held = (held << 5) | value
    bits += 5
    if (bits >= 8) {
      bits -= 8
      out.push((held >> bits) & 255)
      held &= (1 << bits) - 1
    }
  }
  return held !== 0 || bits >= 5 ? null : new Uint8Array(out)
}

function toBase32(bytes: Uint8Array): string {
  let out = ''
  let held = 0
  let bits = 0
  for (const b of bytes) {
    held = (held << 8) | b
    bits += 8
    while (bits >= 5) {
      bits -= 5
      out += letters.charAt((held >> bits) & 31)
    }
    held &= (1 << bits) - 1
  }
  return out
}

function signedBy(keys: Keys, kid: string, domain: string, raw: Uint8Array): boolean {
  const key = keys[kid]
  if (!key) return false
  const head = bytesOf(domain)
  const message = new Uint8Array(head.length + raw.length - signatureBytes)
  message.set(head)
  message.set(raw.subarray(0, raw.length - signatureBytes), head.length)
  try {
    return ed.verify(raw.subarray(raw.length - signatureBytes), message, key, { zip215: false })
  } catch {
    return false
  }
}

/** What a pasted or scanned text is: a claim, an address without one, or nothing. */
export function split(typed: string): { claim: string; address: string } {
  const text = typed.replace(/\s+/g, '')
  const at = text.lastIndexOf('#')
  const address = /\/s\/([a-z2-7]{32})/i.exec(text)?.[1]?.toLowerCase() ?? ''
  return { claim: (at >= 0 ? text.slice(at + 1) : address ? '' : text).toUpperCase(), address }
}

/** The claim, or null for what none of the keys has signed. */
export function openClaim(text: string, keys: Keys): Claim | null {
  const raw = fromBase32(text)
  if (!raw || raw.length < headBytes + 4 + signatureBytes || raw[0] !== 1) return null
  if (!signedBy(keys, hex(raw.subarray(1, 9)), 'lentera-claim-v1\0', raw)) return null
  const view = new DataView(raw.buffer)
  const parts: string[] = []
  let at = headBytes
  for (let i = 0; i < 4; i++) {
    const end = at + 1 + view.getUint8(at)
    if (end > raw.length - signatureBytes) return null
    parts.push(new TextDecoder().decode(raw.subarray(at + 1, end)))
    at = end
  }
  if (at !== raw.length - signatureBytes) return null
  const [code = '', title = '', name = '', agency = ''] = parts
  return {
    publicID: toBase32(raw.subarray(9, 29)).toLowerCase(),
    completed: day(view.getUint16(29)), jp: view.getUint16(31), revision: view.getUint16(33),
    code, title, name, agency,
  }
}

/** The list, or null for what none of the keys has signed. */
export function openList(raw: Uint8Array, keys: Keys): List | null {
  if (raw.length < 20 + signatureBytes || new TextDecoder().decode(raw.subarray(0, 4)) !== 'LRL1') return null
  if (!signedBy(keys, hex(raw.subarray(4, 12)), 'lentera-revocations-v1\0', raw)) return null
  const view = new DataView(raw.buffer, raw.byteOffset)
  const entries = raw.subarray(20, raw.length - signatureBytes)
  if (entries.length !== view.getUint32(16) * entryBytes) return null
  return { issued: new Date(view.getUint32(12) * 1000), entries }
}

/** What the list says of a certificate: since when it is revoked or superseded. */
export function statusOf(list: List, publicID: string): { status: 'revoked' | 'superseded'; since: Date } | null {
  const want = hex(sha256(bytesOf('lentera-status-v1\0' + publicID)).subarray(0, 6))
  for (let at = 0; at < list.entries.length; at += entryBytes) {
    const line = list.entries.subarray(at, at + entryBytes)
    if (hex(line.subarray(0, 6)) === want) {
      return { status: line[6] === 2 ? 'superseded' : 'revoked', since: day(((line[7] ?? 0) << 8) | (line[8] ?? 0)) }
    }
  }
  return null
}
