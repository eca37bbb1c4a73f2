import { createHash } from 'node:crypto'
import type { Plugin, Rolldown } from 'vite'
import { learnersChunks } from './offline-list.ts'

const scoped = /\.(s[a-z0-9]{4})(?![\w-])/g // svelte.config.js, cssHash

/** Takes the styles of parts that only the management shows out of the sheet
 * that every learner downloads, into one of their own ("manage.css" in the
 * manifest), which its pages link after it (shell.html). A rule goes there when
 * each of its selectors names a class of such a part; all else stays. */
export function twoSheets(): Plugin {
  return {
    name: 'lentera-two-sheets',
    apply: 'build',
    generateBundle: {
      order: 'post',
      handler(_, bundle) {
        const sheet = Object.values(bundle).find((f) => f.fileName.endsWith('.css'))
        const manifest = bundle['.vite/manifest.json']
        if (sheet?.type !== 'asset' || manifest?.type !== 'asset') return this.error('there is no style sheet or no manifest to split')
        const known = learnersCode(bundle)
        const parts = split(text(sheet.source).replace(/\/\*\$vite\$:\d+\*\//, ''), (selector) => [...selector.matchAll(scoped)].some(([, name]) => !known.includes(name!)))
        const files = JSON.parse(text(manifest.source)) as Record<string, object>
        delete bundle[sheet.fileName]
        for (const [name, source] of [['style.css', parts.shared], ['manage.css', parts.manage]] as const) {
          const fileName = `assets/${name.replace('.', `-${createHash('sha256').update(source).digest('base64url').slice(0, 8)}.`)}`
          this.emitFile({ type: 'asset', fileName, source })
          files[name] = { ...files[name], file: fileName, src: name }
        }
        manifest.source = JSON.stringify(files, null, 2)
      },
    },
  }
}

const text = (source: string | Uint8Array) => (typeof source === 'string' ? source : new TextDecoder().decode(source))

function learnersCode(bundle: Rolldown.OutputBundle): string {
  return [...learnersChunks(bundle)].map((name) => (bundle[name] as Rolldown.OutputChunk).code).join('\n')
}

/** Deals the rules of a sheet out, those inside @media with their condition. */
export function split(css: string, isManage: (selector: string) => boolean): { shared: string; manage: string } {
  const out = { shared: '', manage: '' }
  for (const { head, body } of rulesOf(css)) {
    if (/^@(media|supports|container)/.test(head)) {
      const inner = split(body, isManage)
      if (inner.shared) out.shared += `${head}{${inner.shared}}`
      if (inner.manage) out.manage += `${head}{${inner.manage}}`
    } else out[!head.startsWith('@') && head.split(',').every(isManage) ? 'manage' : 'shared'] += `${head}{${body}}`
  }
  return out
}

function* rulesOf(css: string): Generator<{ head: string; body: string }> {
  for (let from = 0; from < css.length; ) {
    const open = css.indexOf('{', from)
    if (open < 0) {
      if (css.slice(from).trim()) throw new Error(`a style without a rule: ${css.slice(from, from + 80)}`)
      return
    }
    let end = open + 1
    for (let depth = 1; depth > 0; end++) {
      if (end >= css.length) throw new Error(`a rule without an end: ${css.slice(from, from + 80)}`)
      if (css[end] === '{') depth++
      if (css[end] === '}') depth--
    }
    yield { head: css.slice(from, open).trim(), body: css.slice(open + 1, end - 1) }
    from = end
  }
}
