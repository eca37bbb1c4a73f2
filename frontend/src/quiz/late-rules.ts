// What the page before a quiz shows once it stands: rules, code, start queue.
export { default as Conditions } from './Conditions.svelte'
export { default as StartQueue } from './StartQueue.svelte'
