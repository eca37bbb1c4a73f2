// The files that can be handed in as answers (media.UploadTypes), by the ending
// that people know them by.
const endings: Record<string, string> = {
  'application/pdf': 'PDF',
  'image/jpeg': 'JPG',
  'image/png': 'PNG',
  'image/webp': 'WebP',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'DOCX',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'XLSX',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'PPTX',
  'application/vnd.oasis.opendocument.text': 'ODT',
  'text/plain': 'TXT',
  'audio/mpeg': 'MP3',
  'audio/mp4': 'M4A',
  'video/mp4': 'MP4',
}

export const fileTypes = Object.keys(endings)

/** "PDF" for application/pdf. */
export const endingOf = (type: string): string => endings[type] ?? type

/** For the input's accept: types and endings, as browsers differ. */
export const acceptOf = (types: string[]): string => [...types, ...types.map((t) => '.' + endingOf(t).toLowerCase()), ...(types.includes('image/jpeg') ? ['.jpeg'] : [])].join()

/** Whether a name's ending is one of these; a name without one may be any. */
export function mayBe(name: string, types: string[]): boolean {
  const ending = /\.([^.]+)$/.exec(name)?.[1]?.toUpperCase().replace('JPEG', 'JPG')
  return !ending || types.some((t) => endingOf(t).toUpperCase() === ending)
}
