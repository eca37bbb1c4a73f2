// Refusals of the server (RFC 9457) and the absence of a server, as the two
// errors that screens know.

export interface FieldProblem {
  pointer: string
  code: string
  detail?: string
}

/** The server answered, and the answer is no. `title` and `detail` are whole
 * sentences in the reader's language. */
export class Problem extends Error {
  override name = 'Problem'
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail = '',
    readonly errors: FieldProblem[] = [],
    readonly retryAfter = 0,
    readonly facts: Record<string, unknown> = {},
  ) {
    super(code)
  }

  /** What to show: the sentence about this occurrence, or else the constant one. */
  get sentence(): string {
    return this.detail || this.title
  }

  /** The same request may succeed later, unchanged. */
  get passing(): boolean {
    return this.status === 429 || this.status >= 500
  }
}

/** No answer at all: no signal, or the server is away. */
export class NoSignal extends Error {
  override name = 'NoSignal'
}

/** Reads the problem out of a response that is not 2xx. */
export async function problemOf(response: Response): Promise<Problem> {
  try {
    const p = await response.json()
    return new Problem(response.status, p.code ?? '', p.title ?? '', p.detail, p.errors ?? [], p.retry_after, p.facts ?? {})
  } catch {
    return new Problem(response.status, 'web.unreadable', '')
  }
}
