import type { Plugin } from 'vite'

/** Leaves `import()` alone. The helper that the bundler wraps around it would
 * preload what a page imports; here the server has already written those
 * preloads into the page, and there are too few files to matter later. */
export function plainImports(): Plugin {
  return {
    name: 'lentera-plain-imports',
    apply: 'build',
    enforce: 'pre',
    load(id) {
      if (id.includes('vite/preload-helper')) return 'export const __vitePreload = (load) => load()'
    },
  }
}
