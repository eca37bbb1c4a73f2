// Files that the server makes out of what is sent; no page of learners asks so.
import { send, type PathOf } from './http'

export async function postForFile(path: PathOf<'POST'>, body: unknown): Promise<Blob> {
  return (await send('POST', path, { body })).blob()
}
