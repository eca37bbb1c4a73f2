// Practice: the answers that were checked. Checking fixes an answer and tells
// what is right; asking again shows the same.
import { call } from '../lib/http'
import type { ResultItem } from './api'

const checkAnswer = (attempt: string, no: number) => call<ResultItem>('POST', `/api/quiz/attempts/${attempt}/answers/${no}/check`)

export class Checks {
  of = $state<Record<number, ResultItem>>({})

  constructor(
    private attempt: string,
    private asking = checkAnswer,
  ) {}

  /** Throws Problem or NoSignal. */
  async check(no: number): Promise<void> {
    this.of[no] ??= await this.asking(this.attempt, no)
  }
}
