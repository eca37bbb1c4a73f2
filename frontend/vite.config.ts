import { svelte } from '@sveltejs/vite-plugin-svelte'
import { svelteTesting } from '@testing-library/svelte/vite'
import { defineConfig } from 'vitest/config'
import { compressed } from './vite/compressed'
import { leanSvelte } from './vite/lean-svelte'
import { plainImports } from './vite/plain-imports'
import { offlineList } from './vite/offline-list'

// Two programs come out: the app (hashed files, one style sheet) and the
// service worker, which must keep its name. There is no index.html: Go writes
// the page around the app (shell.go), from dist/.vite/manifest.json.
export default defineConfig({
  plugins: [svelte(), leanSvelte(), plainImports(), offlineList(), compressed(), ...(process.env.VITEST ? [svelteTesting()] : [])],
  build: {
    target: 'es2020',
    manifest: true,
    cssCodeSplit: false,
    modulePreload: false, // Go writes the preloads into the page
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
            { name: 'offline', test: /node_modules\/idb\/|src\/offline\/(outbox|sender)|src\/app\/Unsent/, priority: 1 },
            { name: 'app', test: /node_modules\/(svelte|esm-env)\/|src\/(lib\/(text|http|problem|format|navigate|html)|offline\/(?!worker|outbox|sender)|ui\/(Title|Await|Trouble|Action|Dialog|Progress|Icon|text\.(ts|id))|app\/(?!pages|Unsent|text\.en)|accounts\/(api|session))/, priority: 3 },
            { name: 'courses', test: /src\/courses\/(api|text|due|duration|Card)/, priority: 2 },
          ],
        },
        assetFileNames: 'assets/[name]-[hash][extname]',
      },
    },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.ts'],
    setupFiles: ['./src/lib/test-setup.ts'],
    testTimeout: 10_000,
  },
})
