import { t } from './text'

/** "45 menit", "3 jam", "2 jam 30 menit" */
export function hours(minutes: number): string {
  const h = Math.floor(minutes / 60)
  const m = minutes % 60
  if (h === 0) return t('minutes', { n: m })
  return m === 0 ? t('hours', { n: h }) : `${t('hours', { n: h })} ${t('minutes', { n: m })}`
}
