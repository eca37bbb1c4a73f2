// The server's side of signing.
import { call, type Call } from '../lib/http'
import type { components } from '../lib/api.gen'

type S = components['schemas']
export type Desk = S['DeskOutBody']
export type Lot = S['SigningLotOut']
export type Run = S['SigningRunOut']
export type Doc = S['SigningDocumentOut']
export type Kind = S['SigningKindOut']

/** What a person gives to sign with; it goes into one request and nowhere else. */
export interface Secret {
  passphrase?: string
  code?: string
  identity?: string
}
export interface Choice {
  kind: Lot['kind']
  party: string
  lot: string
  documents?: string[]
}

const at = '/api/signing'
export const readDesk = () => call<Desk>('GET', `${at}/desk`)
export const listDocuments = (query: Call['query']) => call<{ documents: Doc[]; next_cursor: string }>('GET', `${at}/documents`, { query })
export const startRun = (choice: Choice, secret: Secret) => call<Run>('POST', `${at}/runs`, { body: { ...choice, ...secret } })
export const readRun = (id: string) => call<Run>('GET', `${at}/runs/${id}`)
export const retry = (body: { lot?: string; documents?: string[]; handed_off?: boolean }) => call<{ documents: number }>('POST', `${at}/retry`, { body })
export const askCode = (choice: Choice, identity: string, documents: number) =>
  call<void>('POST', `${at}/code`, { body: { kind: choice.kind, party: choice.party, documents, identity } })
export const readSeal = () => call<S['SealOutBody']>('GET', `${at}/seal`)
export const askSealCode = () => call<void>('POST', `${at}/seal/ask`)
export const activateSeal = (code: string) => call<void>('POST', `${at}/seal/activate`, { body: { code } })
export const filePath = (id: string) => `${at}/documents/${id}/pdf` as const
