// The server tells a lot in lines, one per signer whose turn it is; a card
// shows the lot as a whole.
import type { Lot } from './api'
import { t } from './text'

export interface Group {
  key: string
  lot: string
  title: string
  kind: Lot['kind']
  lines: Lot[]
  total: number
  signed: number
  signing: number
  handedOff: number
  refused: number
}

export function groupsOf(lots: Lot[]): Group[] {
  const groups = new Map<string, Group>()
  for (const l of lots) {
    const key = `${l.kind} ${l.lot}`
    const g = groups.get(key) ?? { key, lot: l.lot, title: l.title, kind: l.kind, lines: [], total: 0, signed: 0, signing: 0, handedOff: 0, refused: 0 }
    g.lines.push(l)
    g.total += l.total
    g.signed += l.signed
    g.signing += l.signing
    g.handedOff += l.handed_off
    g.refused += l.refused
    groups.set(key, g)
  }
  return [...groups.values()]
}

/** Who signs next, with the title where there is one. */
export function nameOf(line: Pick<Lot, 'party' | 'parties'>): string {
  const p = line.parties.find((x) => x.key === line.party)
  return p ? (p.title ? `${p.name} (${p.title})` : p.name) : line.party
}

/** A reason in words; one that this page does not know is said as it is. */
export function whyWords(why: string): string {
  const words = t(`why_${why as 'away'}`)
  return words === `why_${why}` ? why : words
}
