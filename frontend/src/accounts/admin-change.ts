// One fact that an import would replace, in words.
import { shortDate } from '../lib/format'
import { t } from './admin'
import type { RosterRow } from './admin-api'

const fields: Record<string, Parameters<typeof t>[0]> = {
  siasn_id: 'field_siasn_id', nip: 'field_nip', full_name: 'field_full_name', front_title: 'field_front_title',
  back_title: 'field_back_title', birth_date: 'field_birth_date', tmt: 'field_tmt', sex: 'field_sex', class: 'field_class',
  standing: 'field_standing', rank: 'field_rank', position: 'field_position', position_kind: 'field_position_kind',
  phone: 'field_phone', email: 'field_email', unit: 'field_unit', unit_name: 'field_unit', unit_code: 'field_unit',
}

const values: Record<string, Parameters<typeof t>[0]> = {
  'class pns': 'class_pns', 'class cpns': 'class_cpns', 'class pppk': 'class_pppk', 'class pppk_part_time': 'class_pppk_part_time',
  'class non_asn': 'class_non_asn', 'class citizen': 'class_citizen', 'sex M': 'value_M', 'sex F': 'value_F',
  'standing active': 'value_active', 'standing inactive': 'value_inactive',
}

function valueWords(field: string, value: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(value)) return shortDate(value)
  const words = values[`${field} ${value}`]
  return words ? t(words) : value
}

/** { field: "Jabatan", words: "Guru menjadi Kepala Sekolah" } */
export function changeWords(change: RosterRow['changes'][number]): { field: string; words: string } {
  const named = fields[change.field]
  const from = valueWords(change.field, change.from)
  const to = valueWords(change.field, change.to)
  const words = !change.from ? t('becomes', { to }) : !change.to ? t('emptied', { from }) : t('from_to', { from, to })
  return { field: named ? t(named) : change.field, words }
}
