// The register's proofs, checked in this browser: what the server says of
// itself is recomputed from the record on. RFC 6962 hashes, C2SP checkpoint.
import type { Opening } from './api'

/** What came of one leaf. "unable": this browser cannot compute here. */
export type Verdict = 'good' | 'pending' | 'gone' | 'edited' | 'outside' | 'unsigned' | 'unable'

/** Checks record → leaf → root → signature. */
export async function judge(leaf: Opening, checkpoint: string, key: string): Promise<Verdict> {
  if (!globalThis.crypto?.subtle) return 'unable' // only over https or on this machine
  if (!leaf.record || !leaf.salt) return 'gone'
  const said = JSON.parse(leaf.leaf) as { commitment: string }
  const commitment = await sha256(bytesOf(leaf.salt), utf8(leaf.record))
  if (!same(commitment, bytesOf(said.commitment))) return 'edited'
  if (leaf.pending || !leaf.proof) return 'pending'
  const lines = checkpoint.split('\n')
  const own = await sha256(new Uint8Array([0]), utf8(leaf.leaf))
  const root = await climb(own, leaf.index, Number(lines[1]), leaf.proof.hashes.map(bytesOf))
  if (!root || !same(root, bytesOf(lines[2] ?? ''))) return 'outside'
  const signed = await signature(checkpoint, key)
  return signed === null ? 'unable' : signed ? 'good' : 'unsigned'
}

/** The root that an audit path leads to (RFC 9162, 2.1.3.2); null if it fits no tree of that size. */
export async function climb(leaf: Uint8Array, index: number, size: number, path: Uint8Array[]): Promise<Uint8Array | null> {
  if (!(index >= 0 && index < size)) return null
  const half = (n: number) => Math.floor(n / 2)
  let [at, last, hash] = [index, size - 1, leaf]
  for (const next of path) {
    if (last === 0) return null
    if (at % 2 === 1 || at === last) {
      hash = await sha256(new Uint8Array([1]), next, hash)
      while (at % 2 === 0 && at !== 0) [at, last] = [half(at), half(last)]
    } else {
      hash = await sha256(new Uint8Array([1]), hash, next)
    }
    ;[at, last] = [half(at), half(last)]
  }
  return last === 0 ? hash : null
}

/** Whether the key signed the note; null where the browser has no Ed25519. */
export async function signature(note: string, key: string): Promise<boolean | null> {
  const end = note.indexOf('\n\n')
  const [name, , ...encoded] = key.trim().split('+') // base64 may hold a plus itself
  const line = note.slice(end + 2).split('\n').find((l) => l.startsWith(`— ${name} `))
  if (end < 0 || !line) return false
  const signed = bytesOf(line.split(' ')[2] ?? '').slice(4)
  try {
    const raw = bytesOf(encoded.join('+')).slice(1)
    const verifier = await crypto.subtle.importKey('raw', raw, { name: 'Ed25519' }, false, ['verify'])
    return await crypto.subtle.verify({ name: 'Ed25519' }, verifier, signed, utf8(note.slice(0, end + 1)))
  } catch {
    return null
  }
}

const utf8 = (text: string) => new TextEncoder().encode(text)

const bytesOf = (base64: string) => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))

const same = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((x, i) => x === b[i])

async function sha256(...parts: Uint8Array[]): Promise<Uint8Array> {
  const all = new Uint8Array(parts.reduce((n, p) => n + p.length, 0))
  let at = 0
  for (const p of parts) {
    all.set(p, at)
    at += p.length
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', all))
}
