// Files of claims on their way to the server: the certificate, or a table of them.
import { upload } from '../lib/upload'
import type { Claim, Imported } from './claim-api'

const octets = { type: 'application/octet-stream', timeout: 180_000 }
export const sendFile = (id: string, file: Blob, progress: (share: number) => void) => upload<Claim>(`/api/merit/claims/${id}/file`, file, { ...octets, progress })
export const previewImport = (file: Blob, progress: (share: number) => void) => upload<Imported>('/api/merit/claim-imports', file, { ...octets, progress })
export const applyImport = (file: Blob, sha256: string) => upload<Imported>('/api/merit/claim-imports/apply', file, { ...octets, query: { sha256 }, progress: () => undefined })
