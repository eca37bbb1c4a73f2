// The server's side of certificates.
import { call } from '../lib/http'

export interface Certificate {
  id: string
  number: string
  course_title: string
  jp: number
  completed_on: string
  issued_at: string
  status: 'valid' | 'revoked' | 'superseded'
  pdf_ready: boolean
  to_be_signed: boolean
  verify_url: string
}

export const listCertificates = () => call<{ certificates: Certificate[] }>('GET', '/api/certificates/certificates')
export const pdfPath = (id: string) => `/api/certificates/certificates/${id}/pdf` as const
