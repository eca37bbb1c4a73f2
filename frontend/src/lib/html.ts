// HTML that the server has already sanitised (lesson text, question stems).
// The page forbids every other way of putting HTML into the document.

interface Policy {
  createHTML(html: string): unknown
  createScriptURL(url: string): unknown
}

const types = (globalThis as { trustedTypes?: { createPolicy(name: string, rules: object): Policy } }).trustedTypes

const policy = types?.createPolicy('lentera', {
  createHTML: (html: string) => html,
  createScriptURL: (url: string) => {
    if (url !== '/sw.js') throw new TypeError('not our worker')
    return url
  },
})

/** For {@html …}: only for members whose name ends in _html or is html. */
export function fromServer(html: string): string {
  return (policy?.createHTML(html) ?? html) as string
}

/** The address of the service worker, the only script address made by code. */
export function workerAddress(): string {
  return (policy?.createScriptURL('/sw.js') ?? '/sw.js') as string
}
