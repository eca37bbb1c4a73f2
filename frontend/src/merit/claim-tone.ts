import type { State } from './claim-api'

/** The colour that goes with a state's word. */
export const tone = (state: State) => ({ approved: 'good', refused: 'warn', annulled: 'bad', withdrawn: '', draft: '', submitted: '', checked: '' })[state]
