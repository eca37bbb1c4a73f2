import { svelte } from '@sveltejs/vite-plugin-svelte'
import { svelteTesting } from '@testing-library/svelte/vite'
import { defineConfig } from 'vitest/config'
import { compressed } from './vite/compressed.ts'
import { leanSvelte } from './vite/lean-svelte.ts'
import { plainImports } from './vite/plain-imports.ts'
import { offlineList } from './vite/offline-list.ts'
import { twoSheets } from './vite/two-sheets.ts'

// Two programs come out: the app (hashed files, two style sheets) and the
// service worker, which must keep its name. There is no index.html: Go writes
// the page around the app (shell.go), from dist/.vite/manifest.json.
export default defineConfig({
  plugins: [svelte(), leanSvelte(), plainImports(), twoSheets(), offlineList(), compressed(), ...(process.env.VITEST ? [svelteTesting({ autoCleanup: false })] : [])],
  build: {
    target: 'es2020',
    manifest: true,
    cssCodeSplit: false,
    modulePreload: false, // Go writes the preloads into the page
    minify: 'terser', // 3 % smaller than the bundler's own
    terserOptions: { ecma: 2020, module: true, compress: { passes: 3 } },
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    rolldownOptions: {
      input: { app: 'src/app/main.ts', sw: 'src/offline/worker.ts' },
      output: {
        entryFileNames: (chunk) => (chunk.name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js'),
        chunkFileNames: 'assets/[name]-[hash].js',
        codeSplitting: {
          groups: [
            // What every page needs comes in one file; what one feature's
            // pages share, in one file of that feature.
            { name: 'outbox', test: /src\/(offline\/(outbox|queue)|quiz\/(attempt-text\.(ts|id)|Question\.svelte))/, priority: 1 },
            { name: 'sender', test: /src\/offline\/(sender|bulk)/, priority: 1 },
            { name: 'app', test: /rolldown.runtime|node_modules\/(svelte|esm-env)\/|src\/(lib\/(text|quiet|http|problem|format|navigate|html|persist)|offline\/(?!worker|outbox|queue|sender|bulk|register|kept-files)|ui\/(Title|Await|Trouble|Action|Progress|Prose|text\.(ts|id))|app\/(?!pages|manage|admin-routes|Unsent|SessionOver|late-text|text\.en)|accounts\/(api|session)|(courses|merit|quiz)\/api)/, priority: 3 },
            { name: 'claims', test: /src\/merit\/(claim\.|claim-(api|tone)|ClaimList)/, priority: 2 },
            { name: 'certificates', test: /src\/(certificates\/(api|text)\.|lib\/download)/, priority: 2 },
            { name: 'quiz', test: /src\/quiz\/(text\.(ts|id)|Regraded\.svelte)/, priority: 2 },
            { name: 'courses', test: /src\/courses\/(text\.|due|Card)/, priority: 2 },
            { name: 'quiz', test: /src\/quiz\/(text\.(ts|id)|Regraded)/, priority: 2 },
          ],
        },
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.ts', 'vite/*.test.ts', 'verifier/*.test.ts', '*.test.ts'],
    setupFiles: ['./src/lib/test-setup.ts'],
    testTimeout: 10_000,
    maxWorkers: '100%', // of the processors: a machine with two would use one
  },
})
