import { defineConfig } from 'vite'

/** Where `vite dev` finds a running collector. */
const COLLECTOR = 'http://127.0.0.1:8480'

/**
 * Everything comes out as files of our own origin: the collector serves the console under `default-src 'self'`,
 * which forbids inline scripts and styles and `data:` images. Vite's own compiler does the JSX.
 */
export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
  build: { assetsInlineLimit: 0, modulePreload: { polyfill: false }, reportCompressedSize: false },
  server: { proxy: { '/api': COLLECTOR } },
})
