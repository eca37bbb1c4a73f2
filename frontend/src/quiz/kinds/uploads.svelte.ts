// Files on their way to the server, one after the other, in pieces that fit the
// line. A lost signal costs one piece: the server says where to go on. Only when
// a file is complete there does it become part of the answer, which is then
// saved like every other. It goes on while other questions are on the screen.
import { call } from '../../lib/http'
import { NoSignal, Problem } from '../../lib/problem'
import type { Answers } from '../answers.svelte'
import { t } from '../file-text'
import { dropFile, keepFile, keptFiles } from '../../offline/kept-files'
import { sending } from './sending.svelte'
import type { AnswerFile } from './shared'

export interface Sending {
  id: string
  no: number
  name: string
  bytes: number
  sent: number
  most: number
  /** The device has it: it survives a reload. */
  kept: boolean
  state: 'waits' | 'sends' | 'no-signal' | 'refused'
  why: string
}

interface State {
  received: number
  complete: boolean
  content_type?: string
  url: string
}

const smallest = 32 << 10
const largest = 1 << 20 // what the server takes at once
const soon = 2_000 // a piece should not take longer, in ms
const pauses = [1_000, 2_000, 4_000, 8_000]

export class Uploads {
  list = $state<Sending[]>([])
  /** What arrived since the paper was read. */
  arrived = $state<Record<string, AnswerFile>>({})
  private files = new Map<string, Blob>()
  private running = false
  private piece = 128 << 10
  private fails = 0
  private wake = () => {}
  readonly attempt: string

  constructor(public answers: Answers) {
    this.attempt = answers.attempt
    addEventListener('online', () => this.wake())
  }

  async resume(): Promise<void> {
    for (const k of await keptFiles(this.attempt)) {
      if (this.files.has(k.id)) continue
      this.files.set(k.id, k.file)
      this.list.push({ id: k.id, no: k.no, name: k.name, bytes: k.file.size, sent: 0, most: k.most, kept: true, state: 'waits', why: '' })
    }
    void this.run()
  }

  async add(no: number, file: File, most: number): Promise<void> {
    const id = newId()
    this.files.set(id, file)
    for (const s of this.list.filter((s) => s.no === no && (s.state === 'refused' || most === 1))) this.drop(s.id)
    this.list.push({ id, no, name: file.name, bytes: file.size, sent: 0, most, kept: false, state: 'waits', why: '' })
    void this.run()
    const kept = await keepFile({ attempt: this.attempt, no, id, name: file.name, file, most })
    const now = this.find(id)
    if (now) now.kept = kept
    else if (kept) void dropFile(id) // it was faster, or is no longer wanted
  }

  /** Takes back what has not arrived. */
  drop(id: string): void {
    this.list = this.list.filter((s) => s.id !== id)
    this.forget(id)
    this.wake()
  }

  private find = (id: string) => this.list.find((s) => s.id === id)

  private forget(id: string): void {
    this.files.delete(id)
    void dropFile(id)
    this.count()
  }

  private count(): void {
    sending.n = this.list.filter((s) => s.state !== 'refused').length
  }

  private async run(): Promise<void> {
    this.count()
    if (this.running) return this.wake()
    this.running = true
    for (let next = this.next(); next; next = this.next()) {
      const { id } = next
      try {
        await this.send(id)
        this.fails = 0
      } catch (error) {
        const now = this.find(id)
        if (!now) continue
        if (error instanceof NoSignal || (error instanceof Problem && (error.passing || error.status === 401))) {
          now.state = 'no-signal'
          this.piece = Math.max(smallest, this.piece / 2)
          await this.pause()
          continue
        }
        now.state = 'refused'
        now.why = error instanceof Problem ? error.sentence : t('unreadable')
        this.forget(id)
      }
    }
    this.running = false
  }

  private next = () => this.list.find((s) => s.state !== 'refused')

  private pause(): Promise<void> {
    const ms = pauses[Math.min(this.fails++, pauses.length - 1)]
    return new Promise((done) => {
      const timer = setTimeout(done, ms)
      this.wake = () => (clearTimeout(timer), done())
    })
  }

  private async send(id: string): Promise<void> {
    const path = `/api/quiz/attempts/${this.attempt}/files/${id}` as const
    const first = this.find(id)
    if (!first) return
    const file = this.files.get(id)
    if (!file) throw new Error('no file')
    let state = await call<State>('PUT', path, { body: { no: first.no, name: first.name, bytes: first.bytes } })
    for (;;) {
      const now = this.find(id)
      if (!now) return
      now.state = 'sends'
      now.sent = state.received
      if (state.complete) break
      if (now.sent >= now.bytes) {
        state = await call<State>('POST', `${path}/complete`, { timeout: 120_000 })
        continue
      }
      state = await this.sendPiece(path, file, now.sent)
      this.fails = 0
    }
    this.finish(id, state)
  }

  private async sendPiece(path: `/api/quiz/attempts/${string}/files/${string}`, file: Blob, from: number): Promise<State> {
    // read first: a file that is gone from the device is no lost signal
    const bytes = await file.slice(from, from + this.piece).arrayBuffer()
    const began = performance.now()
    const raw = new Blob([bytes], { type: 'application/octet-stream' })
    const state = await call<State>('POST', `${path}/pieces`, { query: { from }, raw, timeout: 60_000 })
    const took = performance.now() - began
    if (took < soon / 2) this.piece = Math.min(largest, this.piece * 2)
    else if (took > soon * 2) this.piece = Math.max(smallest, this.piece / 2)
    return state
  }

  private finish(id: string, state: State): void {
    const done = this.find(id)
    if (!done) return
    this.arrived[id] = { id, name: done.name, bytes: done.bytes, content_type: state.content_type ?? '', url: state.url }
    this.list = this.list.filter((s) => s.id !== id)
    const had = this.answers.of[done.no]?.chosen ?? []
    const now = done.most === 1 ? [id] : had.includes(id) ? had : [...had, id].slice(-done.most)
    // the outbox has it before the device lets go of the file
    void this.answers.choose(done.no, [...now].sort()).then(() => this.forget(id))
    this.count()
  }
}

let current: Uploads | null = null

/** For the attempt on the screen; null where nothing can be uploaded. */
export const uploads = (): Uploads | null => current

/** Called when the controls of a paper come; goes on with what was left. */
export async function begin(answers: Answers): Promise<void> {
  if (current?.attempt === answers.attempt) current.answers = answers
  else current = new Uploads(answers)
  await current.resume()
}

// A UUID also where the page came by plain http, without crypto.randomUUID.
function newId(): string {
  const b = crypto.getRandomValues(new Uint8Array(16))
  b[6] = (b[6]! & 0x0f) | 0x40
  b[8] = (b[8]! & 0x3f) | 0x80
  const hex = [...b].map((n) => n.toString(16).padStart(2, '0')).join('')
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, '$1-$2-$3-$4-$5')
}
