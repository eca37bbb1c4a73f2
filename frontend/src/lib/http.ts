// The one door to the server. Features call it from their api.ts only.
import type { paths } from './api.gen'
import { NoSignal, problemOf } from './problem'
import { lang } from './text'

// Paths as code writes them: "/api/quiz/attempts/{id}" takes any id. A path or
// method that the server does not have is refused by the type checker.
type Written<P extends string> = P extends `${infer Before}{${string}}${infer After}` ? `${Before}${string}${Written<After>}` : P
type Verb = 'GET' | 'POST' | 'PUT' | 'DELETE'
/** The server's paths that answer to a verb. */
export type PathOf<V extends Verb> = {
  [P in keyof paths]: paths[P] extends Record<Lowercase<V>, object> ? Written<P> : never
}[keyof paths]
type Asked = { [V in Verb]: [method: V, path: PathOf<V>, options?: Call] }[Verb]

/** Who gives access tokens; the session sets it at start. */
export interface AccessSource {
  /** A token that is still good, or null when nobody is signed in. */
  token(): Promise<string | null>
  /** The token was refused: get another one. False when the session is over. */
  renew(refused: string): Promise<boolean>
}

let access: AccessSource = { token: async () => null, renew: async () => false }

export function useAccess(source: AccessSource): void {
  access = source
}

/** For upload.ts, the other door. */
export const accessSource = (): AccessSource => access

export interface Call {
  query?: Record<string, string | number | boolean | undefined | null>
  body?: unknown
  /** A file, text or form to send as it is, instead of JSON. */
  raw?: Blob | FormData
  signal?: AbortSignal
  /** Milliseconds after which the call counts as no signal. */
  timeout?: number
}

const patience = 20_000

let primed: Record<string, unknown> = {}

/** Takes over answers that came with the page; each is used once. */
export function prime(answers: Record<string, unknown>): void {
  primed = answers
}

/** Calls and gives the JSON of a 2xx answer; throws Problem or NoSignal. */
export async function call<T>(...[method, path, options = {}]: Asked): Promise<T> {
  const known = address(path, options.query)
  if (method === 'GET' && known in primed) {
    const answer = primed[known] as T
    delete primed[known]
    return answer
  }
  const response = await send(method, path, options)
  if (response.status === 204) return undefined as T
  try {
    return (await response.json()) as T
  } catch (error) {
    throw new NoSignal(String(error)) // cut off in the middle of the answer
  }
}

/** As call, without an access token: for calls that the cookie alone decides. */
export async function callOpen<T>(method: 'POST', path: PathOf<'POST'>): Promise<T> {
  const response = await attempt(method, path, {}, null)
  if (!response.ok) throw await problemOf(response)
  return (await response.json()) as T
}

/** As call, for answers that are files. */
export async function callForFile(path: PathOf<'GET'>, query?: Call['query']): Promise<Blob> {
  const response = await send('GET', path, { query, timeout: 120_000 })
  return response.blob()
}

/** For the calls here and in this folder, which know their paths. */
export async function send(method: string, path: string, options: Call): Promise<Response> {
  const token = await access.token()
  let response = await attempt(method, path, options, token)
  if (response.status === 401 && token && (await access.renew(token))) {
    response = await attempt(method, path, options, await access.token())
  }
  if (!response.ok) throw await problemOf(response)
  return response
}

async function attempt(method: string, path: string, options: Call, token: string | null): Promise<Response> {
  const headers: Record<string, string> = { 'Accept-Language': lang() }
  if (token) headers.Authorization = `Bearer ${token}`
  let body: BodyInit | undefined = options.raw
  if (options.body !== undefined) {
    headers['Content-Type'] = 'application/json'
    body = JSON.stringify(options.body)
  }
  const stop = new AbortController()
  const timer = setTimeout(() => stop.abort(), options.timeout ?? patience)
  options.signal?.addEventListener('abort', () => stop.abort())
  try {
    return await fetch(address(path, options.query), { method, headers, body, signal: stop.signal, credentials: 'same-origin' })
  } catch (error) {
    throw new NoSignal(String(error))
  } finally {
    clearTimeout(timer)
  }
}

export function address(path: string, query: Call['query'] = {}): string {
  const pairs = Object.entries(query).filter(([, v]) => v !== undefined && v !== null && v !== '')
  if (pairs.length === 0) return path
  return path + '?' + new URLSearchParams(pairs.map(([k, v]) => [k, String(v)]))
}
