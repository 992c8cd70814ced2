import { join } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

const root = import.meta.dirname;

// Tests set another one, and would get React's development build.
const forProduction: Plugin = {
  name: 'for-production',
  apply: 'build',
  config: () => {
    process.env['NODE_ENV'] = 'production';
  },
};

export default defineConfig({
  root,
  plugins: [forProduction, react()],
  resolve: {
    alias: {
      '@gatehouse/browser/silent': join(root, '../../libs/browser/src/silent/page.ts'),
      '@gatehouse/browser': join(root, '../../libs/browser/src/index.ts'),
    },
  },
  build: {
    outDir: '../../dist/apps/web',
    emptyOutDir: true,
    target: 'es2023',
    // A policy that allows no data: scripts or styles, and a page whose parts are all named.
    assetsInlineLimit: 0,
    // Every browser that runs this target preloads modules by itself.
    modulePreload: { polyfill: false },
    rolldownOptions: { input: { index: join(root, 'index.html'), silent: join(root, 'silent.html') } },
  },
});
