// Builds the offline page's one script into the Go package that serves it:
//   npm run verifier
// The result is committed; src/verifier.test.ts refuses one that is not the
// sources'.
import { defineConfig } from 'vite'

export default defineConfig({
  root: import.meta.dirname,
  publicDir: false,
  build: {
    target: 'es2020',
    outDir: '../../certificates/offline',
    emptyOutDir: false,
    minify: 'terser',
    terserOptions: { ecma: 2020, format: { ascii_only: true, preamble: '/* Lentera offline page. Contains @noble/ed25519 and @noble/hashes, (c) Paul Miller, MIT licence. */' } },
    lib: { entry: 'verifier.ts', formats: ['iife'], name: 'lentera', fileName: () => 'verifier.js' },
  },
})
