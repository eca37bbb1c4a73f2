import { megabytes } from '../lib/format'
import { t } from './admin'

const largest = 30e6 // bytes; the server refuses more

/** What is wrong with a roster file before it is sent, or "". */
export function fileProblem(file: Pick<File, 'name' | 'size'> | null): string {
  if (!file) return t('need_file')
  if (!/\.(csv|xlsx)$/i.test(file.name)) return t('wrong_kind')
  return file.size > largest ? t('too_large', { size: megabytes(file.size) }) : ''
}
