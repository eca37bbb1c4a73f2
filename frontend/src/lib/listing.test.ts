// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { Listing } from './listing.svelte'
import { NoSignal } from './problem'

interface Page {
  names: string[]
  next_cursor: string
}

function later<T>() {
  let settle!: (value: T) => void
  let fail!: (error: Error) => void
  const promise = new Promise<T>((ok, no) => ((settle = ok), (fail = no)))
  return { promise, settle, fail }
}

describe('Listing', () => {
  it('puts the next page below the first, to the end', async () => {
    const pages: Record<string, Page> = { '': { names: ['a'], next_cursor: '1' }, '1': { names: ['b'], next_cursor: '' } }
    const list = new Listing(async (cursor) => pages[cursor]!, (p: Page) => p.names)
    await list.restart()
    await list.more()
    await list.more()
    expect(list.data?.rows).toEqual(['a', 'b'])
    expect(list.data?.next).toBe('')
  })

  it('ignores the answer to an older filter, whenever it comes', async () => {
    const calls = [later<Page>(), later<Page>()]
    let n = 0
    const list = new Listing(() => calls[n++]!.promise, (p: Page) => p.names)
    const first = list.restart()
    const second = list.restart()
    calls[1]!.settle({ names: ['new'], next_cursor: '' })
    await second
    calls[0]!.settle({ names: ['old'], next_cursor: '' })
    await first
    expect(list.data?.rows).toEqual(['new'])
    expect(list.busy).toBe(false)
  })

  it('keeps the rows when the next page fails, and more() asks for it again', async () => {
    let signal = true
    const asked: string[] = []
    const list = new Listing(
      async (cursor) => {
        asked.push(cursor)
        if (!signal) throw new NoSignal('')
        return { names: [cursor || 'first'], next_cursor: cursor ? '' : 'second' }
      },
      (p: Page) => p.names,
    )
    await list.restart()
    signal = false
    await list.more()
    expect(list.data?.rows).toEqual(['first'])
    expect(list.stuck).toBeInstanceOf(NoSignal)
    expect(list.problem).toBeNull()
    signal = true
    await list.more()
    expect(asked).toEqual(['', 'second', 'second'])
    expect(list.data?.rows).toEqual(['first', 'second'])
    expect(list.stuck).toBeNull()
  })
})
