// What the page before a quiz shows once it stands: rules, code, start queue,
// the way into a survey.
export { default as Conditions } from './Conditions.svelte'
export { default as StartQueue } from './StartQueue.svelte'
export { default as SurveyDoor } from './SurveyDoor.svelte'
