// The answers of one attempt on this device: chosen, written to the device,
// sent, committed. The words on the screen follow these states exactly.
import { put, ofGroup, forget, listen, send, type Outcome } from '../offline/outbox'
import { answerPost, type Attempt, type AttemptItem } from './api'
import type { Clock } from './clock.svelte'

/** `late`: on the server, accepted although it arrived after the deadline. */
export type Saved = 'none' | 'saving' | 'device' | 'server' | 'late' | 'refused'

export interface Answer {
  chosen: string[]
  seq: number
  saved: Saved
  /** Of a refusal, in words. */
  why?: string
}

export class Answers {
  of = $state<Record<number, Answer>>({})
  /** Another device holds the attempt: nothing reaches the server from here. */
  held = $state(false)
  attempt = ''
  /** Typed letters that are not on the device yet, by question. */
  private resting = new Map<number, ReturnType<typeof setTimeout>>()
  /** When each was chosen, since the start. */
  private acts: Record<number, number> = {}
  private rereading: ReturnType<typeof setTimeout> | undefined

  /** changedElsewhere: another device answered later; closed: the server takes
   * no more. Both mean that the attempt should be read anew. */
  constructor(
    private changedElsewhere: () => void,
    private closed: () => void,
    private clock: Clock,
  ) {}

  /** Lays what the device holds over what the server said; the later choice
   * of each question stands. */
  async take(attempt: Attempt): Promise<void> {
    this.attempt = attempt.id
    this.held = attempt.held
    const kept = new Map((await ofGroup(attempt.id)).map((i) => [i.slot, i]))
    const next: Record<number, Answer> = {}
    for (const item of attempt.items) {
      const mine = kept.get(String(item.no))
      const here = this.of[item.no]
      let answer = fromServer(item)
      if (mine && mine.seq > item.seq) {
        const chosen = (mine.body as { chosen: string[] }).chosen
        answer = { chosen, seq: mine.seq, saved: mine.state === 'sent' ? 'server' : mine.state === 'refused' ? 'refused' : 'device', why: mine.sentence }
      }
      // That it came late is known here alone.
      next[item.no] = here && (here.seq > answer.seq || (here.seq === answer.seq && here.saved === 'late')) ? here : answer
    }
    this.of = next
  }

  /** Hears what became of sent answers until the returned function is called;
   * nothing typed is left behind when the page goes or is put away. */
  listen(): () => void {
    const away = () => void this.rest()
    addEventListener('pagehide', away)
    document.addEventListener('visibilitychange', away)
    const stop = listen((outcome) => outcome.item.group === this.attempt && this.heard(outcome))
    return () => {
      removeEventListener('pagehide', away)
      document.removeEventListener('visibilitychange', away)
      away()
      stop()
    }
  }

  /** A choice: to the device first, then to the server. While somebody types,
   * both wait until the keys rest. After the end it would take the place of an
   * answer that was in time. */
  choose(no: number, chosen: string[], typing = false): Promise<void> {
    if (this.clock.tick() <= 0) return Promise.resolve()
    this.of[no] = { chosen, seq: (this.of[no]?.seq ?? 0) + 1, saved: 'saving' }
    this.acts[no] = this.clock.gone()
    clearTimeout(this.resting.get(no))
    this.resting.set(no, setTimeout(() => void this.keep(no), 500))
    return typing ? Promise.resolve() : this.keep(no)
  }

  private async rest(): Promise<void> {
    await Promise.all([...this.resting.keys()].map((no) => this.keep(no)))
  }

  private async keep(no: number): Promise<void> {
    clearTimeout(this.resting.get(no))
    this.resting.delete(no)
    const { seq = 0, chosen = [] } = this.of[no] ?? {}
    const onDevice = await put(answerPost(this.attempt, no, seq, chosen, this.acts[no] ?? 0))
    const now = this.of[no]
    if (onDevice && now?.seq === seq && now.saved === 'saving') now.saved = 'device'
    void send()
  }

  get answered(): number {
    return Object.values(this.of).filter((a) => a.chosen.length > 0).length
  }

  get unsent(): number {
    return Object.values(this.of).filter((a) => a.saved === 'saving' || a.saved === 'device').length
  }

  /** Sends what waits; true when nothing is left behind. */
  async settle(): Promise<boolean> {
    await this.rest()
    await send()
    return this.unsent === 0
  }

  /** Forgets the device's copies of an attempt that is closed. */
  async done(): Promise<void> {
    await forget(this.attempt)
  }

  private heard({ item, kind, left, why }: Outcome): void {
    const answer = this.of[Number(item.slot)]
    if (left !== undefined) this.clock.set(left)
    if (kind === 'held') this.held = true
    else if (kind === 'stale') this.reread(this.changedElsewhere)
    else {
      if (answer?.seq === item.seq) {
        answer.saved = kind === 'saved' ? 'server' : kind
        answer.why = why
      }
      if (kind === 'refused') this.reread(this.closed)
    }
  }

  // Once, however many answers of one call say so.
  private reread(why: () => void): void {
    clearTimeout(this.rereading)
    this.rereading = setTimeout(why)
  }
}

function fromServer(item: AttemptItem): Answer {
  return { chosen: item.chosen, seq: item.seq, saved: item.saved_at ? 'server' : 'none' }
}
