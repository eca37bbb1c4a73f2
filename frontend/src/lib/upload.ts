// Sending a large file while saying how much of it has left: the one thing
// that fetch cannot tell.
import { accessSource, address, type Call } from './http'
import { NoSignal, problemOf } from './problem'
import { lang } from './text'

interface Upload {
  query?: Call['query']
  type: string
  /** Called with 0…1 while the file leaves; the server still has to answer. */
  progress: (share: number) => void
  /** Milliseconds for the whole call. */
  timeout: number
}

/** Sends a file and gives the JSON of a 2xx answer; throws Problem or NoSignal. */
export async function upload<T>(path: string, file: Blob, options: Upload): Promise<T> {
  const access = accessSource()
  const token = await access.token()
  let response = await attempt(path, file, options, token)
  if (response.status === 401 && token && (await access.renew(token))) {
    response = await attempt(path, file, options, await access.token())
  }
  if (!response.ok) throw await problemOf(response)
  return (await response.json()) as T
}

function attempt(path: string, file: Blob, options: Upload, token: string | null): Promise<Response> {
  return new Promise((settle, fail) => {
    const request = new XMLHttpRequest()
    request.open('POST', address(path, options.query))
    request.timeout = options.timeout
    request.setRequestHeader('Accept-Language', lang())
    request.setRequestHeader('Content-Type', options.type)
    if (token) request.setRequestHeader('Authorization', `Bearer ${token}`)
    request.upload.onprogress = (e) => options.progress(e.total > 0 ? e.loaded / e.total : 0)
    request.onload = () => settle(new Response(request.responseText || null, { status: request.status }))
    request.onerror = request.ontimeout = request.onabort = () => fail(new NoSignal('upload'))
    request.send(file)
  })
}
