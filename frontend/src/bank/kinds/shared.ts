import type { Json } from '../api'

/** A form of one kind: it changes content and key in their places. */
export interface FormProps {
  kind: string
  content: Json
  key: Json
  /** Pointers of the two, "/content" and "/key" at the top. */
  at: { content: string; key: string }
  wrong: (pointer: string) => string | undefined
  /** The content is what learners saw: the key alone can be another. */
  locked?: boolean
}
