// What the controls of all kinds of questions share. How a response is written
// (tokens) is the server's word: bank/kinds/doc.go.
import type { Component } from 'svelte'
import { fromServer } from '../../lib/html'
import type { Option } from '../api'

/** Puts a response into the answers; `typing`: more letters may follow. */
export type Choose = (chosen: string[], typing?: boolean) => void

export interface KindProps {
  /** Unique on the page, for ids and names. */
  name: string
  content: Content
  chosen: string[]
  choose: Choose
  /** The controls of the paper, by kind. */
  parts: Parts
  /** Of the question on its paper; none inside a case and in a preview. */
  no?: number | string
}

/** A file of an answer that is on the server. */
export interface AnswerFile {
  id: string
  name: string
  bytes: number
  content_type: string
  url: string
}

export type Parts = Record<string, Component<KindProps>>

/** The members of every kind's content; each kind has some of them. */
export interface Content {
  options?: Option[]
  left?: Option[]
  right?: Option[]
  categories?: Option[]
  items?: (Option & { kind?: string; stem_html?: string; content?: Content })[]
  html?: string
  gaps?: Gap[]
  image?: { src: string; alt: string; width: number; height: number }
  marks?: number
  units?: string[]
  max_chars?: number
  min_words?: number
  max_words?: number
  criteria?: string[]
  max_files?: number
  max_bytes?: number
  types?: string[]
  files?: AnswerFile[]
  /** Of a survey: nothing is right, nobody marks it. */
  opinion?: boolean
}

export interface Gap {
  id: string
  kind: string
  label?: string
  options?: Option[]
  units?: string[]
  max_chars?: number
}

/** The words of the server's HTML, pictures as their alternative text. */
export function plain(html: string): string {
  const page = new DOMParser().parseFromString(fromServer(html), 'text/html')
  for (const media of page.querySelectorAll('img, audio, video')) media.replaceWith(` ${media.getAttribute('alt') ?? media.getAttribute('aria-label') ?? ''} `)
  return (page.body.textContent ?? '').replace(/\s+/g, ' ').trim()
}

/** Whether a list of words alone would lose something. */
export const rich = (html: string) => /<(img|audio|video|table|pre|sub|sup)\b/.test(html) || html.length > 120

/** Tokens "from=to" as a record; values may hold "=". */
export function pairsOf(chosen: string[]): Record<string, string> {
  return Object.fromEntries(chosen.map((c) => [c.slice(0, c.indexOf('=')), c.slice(c.indexOf('=') + 1)]))
}

/** The tokens of a record, sorted; what is empty is not given. */
export function tokens(given: Record<string, string>): string[] {
  return Object.entries(given).filter(([, to]) => to.trim() !== '').map(([from, to]) => `${from}=${to}`).sort()
}

/** The tokens of one item of a case. */
export const tokensOf = (id: string, chosen: string[]) => chosen.filter((c) => c.startsWith(id + '=')).map((c) => c.slice(id.length + 1))

/** A typed number and its unit, apart and together. */
export function splitUnit(text: string, units: string[] | undefined): [number: string, unit: string] {
  const unit = units?.find((u) => text.endsWith(' ' + u))
  return unit ? [text.slice(0, -unit.length - 1), unit] : [text, '']
}
export const withUnit = (number: string, unit: string) => (number.trim() && unit ? `${number.trim()} ${unit}` : number.trim())

/** How many words a text has. */
export const countWords = (text: string) => text.split(/\s+/).filter(Boolean).length

/** A place on a picture, shares of its width and height. */
export interface Spot {
  x: number
  y: number
}
export const spotsOf = (chosen: string[]): Spot[] => chosen.map((c) => c.split(',').map(Number)).map(([x = 0, y = 0]) => ({ x, y }))
export const spotTokens = (spots: Spot[]) => spots.map((s) => `${within(s.x).toFixed(4)},${within(s.y).toFixed(4)}`)
export const within = (n: number) => Math.min(1, Math.max(0, n))
export const percent = (n: number) => Math.round(n * 100)
