// Going somewhere from inside a feature, without knowing the router.

type Go = (address: string, options?: { replace?: boolean }) => void

let handler: Go = (address) => location.assign(address)

/** The router says how; before that, the browser does it. */
export function useNavigator(go: Go): void {
  handler = go
}

/** Goes to an address of the app; anything else is left to the browser. */
export const go: Go = (address, options) => handler(address, options)

/** Puts the filter of a list into the address without leaving the page. */
export function keepQuery(query: Record<string, string>): void {
  const pairs = Object.entries(query).filter(([, v]) => v !== '')
  const text = new URLSearchParams(pairs).toString()
  history.replaceState(history.state, '', location.pathname + (text ? '?' + text : ''))
}

/** Reads a member of the address's query, "" when it is not there. */
export function queried(name: string): string {
  return new URLSearchParams(location.search).get(name) ?? ''
}
