import { transformWithOxc, type Plugin } from 'vite'

/** Takes out of the program what this app never runs, 3 KB of brotli on every
 * first visit: Svelte's code for taking over server-rendered HTML (we only
 * mount; its authors mark it to be dropped, but this bundler does not), and the
 * helpers that stand in for class fields and #private members in old browsers
 * (plain members with short names do the same inside one program). The build
 * fails when a new Svelte no longer has the lines this relies on. */
export function leanSvelte(): Plugin {
  const names = new Map<string, string>()
  const short = (name: string) => {
    if (!names.has(name)) names.set(name, `_${names.size.toString(36)}`)
    return names.get(name) ?? name
  }
  return {
    name: 'lentera-lean-svelte',
    apply: 'build',
    enforce: 'post',
    async transform(code, id) {
      if (!/\/svelte\/src\/.*\.js$|\.svelte\.ts$/.test(id)) return
      if (id.endsWith('/client/dom/hydration.js')) code = withoutHydration(code)
      const plain = code.replace(/(?<=[.\s!(])#([a-z_]\w*)\b/gi, (_, name: string) => short(name))
      return transformWithOxc(plain, id.replace(/ts$/, 'js'), { lang: 'js', target: 'es2020', assumptions: { setPublicClassFields: true } })
    },
  }
}

function withoutHydration(code: string): string {
  const lean = code.replace('export let hydrating = false', 'export const hydrating = false').replace('hydrating = value;', '')
  if (!lean.includes('export const hydrating') || lean.includes('hydrating = value')) throw new Error('svelte: hydration.js has changed')
  return lean
}
