// Several waiting answers of one attempt in one call, with what shows when they
// were given. The server believes that only after the deadline, and only as far
// as the clock of the device agrees with its own (quiz/queue.sql).
//
// The clock: at the choice the page notes how long ago the attempt began, from
// the server's last word on it (quiz/clock.svelte.ts); at the sending this adds
// the time since the choice. Both take the greater of the page's stopwatch
// (which stands while a phone sleeps) and the calendar (which somebody may set
// back); after a reload there is only the calendar. A calendar that was changed
// in between disagrees with the server by that much, and the server says so.
import type { Item } from './database'

export const atOnce = 200
const agreement = 60_000

const since = (item: Item) =>
  Math.max(0, Date.now() - item.at, item.page === performance.timeOrigin ? performance.now() - (item.tick ?? Infinity) : 0)

const now = (item: Item) => (item.elapsed === undefined ? undefined : item.elapsed + since(item))

/** The body of POST …/answers. One clock speaks for the whole call, that of the
 * newest choice; what another clock noted that is over a minute away from it
 * (a calendar set between two reloads) goes without a moment. */
export function bulkOf(batch: Item[]) {
  const sent = now(batch.filter((i) => i.elapsed !== undefined).pop() ?? (batch[0] as Item))
  return {
    elapsed_ms: whole(sent),
    answers: batch.map((item) => ({
      ...(item.body as { seq: number; chosen: string[] }),
      no: Number(item.slot),
      elapsed_ms: Math.abs((now(item) ?? NaN) - (sent ?? NaN)) <= agreement ? whole(item.elapsed) : undefined,
    })),
  }
}

const whole = (ms: number | undefined) => (ms === undefined ? ms : Math.max(0, Math.round(ms)))
