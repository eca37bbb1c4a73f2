import { createHash } from 'node:crypto'
import type { Plugin, Rolldown } from 'vite'

/** Fills the service worker's list of files to keep: everything a learner
 * opens, nothing of the administration. The list's hash is the version, so a
 * new build is a new worker. */
export function offlineList(): Plugin {
  return {
    name: 'lentera-offline-list',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const worker = bundle['sw.js']
        if (!worker || worker.type !== 'chunk') return
        const opened = learnersChunks(bundle)
        const files = Object.values(bundle)
          .filter((f) => f.fileName.startsWith('assets/'))
          .filter((f) => (f.type === 'asset' ? !f.fileName.startsWith('assets/manage-') : opened.has(f.fileName)))
          .map((f) => '/' + f.fileName)
          .concat('/icon.svg', '/luring')
          .sort()
        const version = createHash('sha256').update(files.join('\n')).digest('hex').slice(0, 12)
        worker.code = worker.code.replace(/(["'`])__FILES__\1/, JSON.stringify(files)).replace('__VERSION__', version)
        if (worker.code.includes('__FILES__')) this.error('the worker has no place for its list of files')
      },
    },
  }
}

/** The chunks that the app can come to without a page of the administration;
 * what only those pages share is left out too. */
export function learnersChunks(bundle: Rolldown.OutputBundle): Set<string> {
  const seen = new Set<string>()
  const open = (name: string) => {
    const chunk = bundle[name]
    if (chunk?.type !== 'chunk' || seen.has(name) || isAdmin(chunk.facadeModuleId)) return
    seen.add(name)
    for (const next of [...chunk.imports, ...chunk.dynamicImports]) open(next)
  }
  for (const file of Object.values(bundle)) if (file.type === 'chunk' && file.isEntry) open(file.fileName)
  return seen
}

function isAdmin(module: string | null): boolean {
  return module !== null && /\/pages\/admin-|\/app\/manage\.ts$/.test(module)
}
