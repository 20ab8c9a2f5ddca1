/**
 * Bundles the page's verifier into dist/: app.js (the page), worker.js (the verification), app.css. Deterministic: the same
 * sources and the locked packages give the same bytes. Prints each file's size.
 */
import { readFile, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

const here = (path) => fileURLToPath(new URL(path, import.meta.url));
const OUT = here('dist');

await rm(OUT, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: here('.'),
  entryPoints: { app: 'src/page.js', worker: 'src/worker.js' },
  outdir: OUT,
  bundle: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  minify: true,
  legalComments: 'inline',
  metafile: true,
  logLevel: 'warning',
});
await build({
  absWorkingDir: here('.'),
  entryPoints: { app: 'src/page.css' },
  outdir: OUT,
  bundle: true,
  charset: 'utf8',
  minify: true,
  logLevel: 'warning',
});

for (const name of [...Object.keys(metafile.outputs).map((path) => path.replace(/^dist\//, '')), 'app.css'].sort()) {
  const data = await readFile(here(`dist/${name}`));
  console.log(`${name.padEnd(10)} ${String(data.length).padStart(7)} 字节，gzip 后 ${gzipSync(data, { level: 9 }).length} 字节`);
}
