import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Static files that the server serves. `vite` alone gives a development server in front of an hfao on its usual port. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    target: 'es2022',
    assetsInlineLimit: 0,   // fonts and images stay files: the content security policy names them by origin
    modulePreload: { polyfill: false },
    reportCompressedSize: true,
  },
  server: { proxy: { '/api': 'http://127.0.0.1:7860' } },
});
