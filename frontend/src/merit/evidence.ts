// What a ledger entry rests on, in words. The server's names for it stand in
// merit/entry.go; what has no words here is for machines and is not shown.
import { duration } from '../lib/format'
import { t } from './text'

const known = {
  learning_days: (value: unknown) => t('evidence_days', { n: Number(value) }),
  seconds_present: (value: unknown) => duration(Math.round(Number(value) / 60)),
  revision: String,
  enrolment_id: String,
} as const

export interface Line {
  name: string
  value: string
}

/** The lines of an entry's evidence, in a fixed order. */
export function evidenceLines(evidence: Record<string, unknown>): Line[] {
  return (Object.keys(known) as (keyof typeof known)[])
    .filter((key) => evidence[key] !== undefined)
    .map((key) => ({ name: t(`evidence_${key}`), value: known[key](evidence[key]) }))
}
