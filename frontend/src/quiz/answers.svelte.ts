// The answers of one attempt on this device: chosen, written to the device,
// sent, committed. The words on the screen follow these states exactly.
import { put, ofGroup, forget } from '../offline/outbox'
import { flush, listen, recount, type Outcome } from '../offline/sender.svelte'
import { answerPost, type Attempt, type AttemptItem } from './api'

export type Saved = 'none' | 'saving' | 'device' | 'server' | 'refused'

export interface Answer {
  chosen: string[]
  seq: number
  saved: Saved
}

export class Answers {
  of = $state<Record<number, Answer>>({})
  /** Another device answered later, or the attempt is closed: read it anew. */
  attempt = ''
  /** Typed letters that are not on the device yet, by question. */
  private resting = new Map<number, ReturnType<typeof setTimeout>>()

  constructor(
    private changedElsewhere: () => void,
    private closed: () => void,
    private secondsLeft: (seconds: number) => void,
  ) {}

  /** Lays what the device holds over what the server said; the later choice
   * of each question stands. */
  async take(attempt: Attempt): Promise<void> {
    this.attempt = attempt.id
    const held = new Map((await ofGroup(attempt.id)).map((i) => [i.slot, i]))
    const next: Record<number, Answer> = {}
    for (const item of attempt.items) {
      const mine = held.get(String(item.no))
      const here = this.of[item.no]
      let answer = fromServer(item)
      if (mine && mine.seq > item.seq) {
        const chosen = (mine.body as { chosen: string[] }).chosen
        answer = { chosen, seq: mine.seq, saved: mine.state === 'sent' ? 'server' : mine.state === 'refused' ? 'refused' : 'device' }
      }
      next[item.no] = here && here.seq > answer.seq ? here : answer
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
   * both wait until the keys rest. */
  choose(no: number, chosen: string[], typing = false): Promise<void> {
    this.of[no] = { chosen, seq: (this.of[no]?.seq ?? 0) + 1, saved: 'saving' }
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
    const onDevice = await put(answerPost(this.attempt, no, seq, chosen))
    const now = this.of[no]
    if (onDevice && now?.seq === seq && now.saved === 'saving') now.saved = 'device'
    await recount()
    void flush()
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
    await flush()
    return this.unsent === 0
  }

  /** Forgets the device's copies of an attempt that is closed. */
  async done(): Promise<void> {
    await forget(this.attempt)
  }

  private heard(outcome: Outcome): void {
    const no = Number(outcome.item.slot)
    const answer = this.of[no]
    if (outcome.kind === 'refused') {
      if (answer?.seq === outcome.item.seq) answer.saved = 'refused'
      return this.closed()
    }
    if (typeof outcome.reply.seconds_left === 'number') this.secondsLeft(outcome.reply.seconds_left)
    if (outcome.reply.stale) return this.changedElsewhere()
    if (answer?.seq === outcome.item.seq) answer.saved = 'server'
  }
}

function fromServer(item: AttemptItem): Answer {
  return { chosen: item.chosen, seq: item.seq, saved: item.saved_at ? 'server' : 'none' }
}
