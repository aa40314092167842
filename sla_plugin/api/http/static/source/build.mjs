// Bundles GraphiQL into ../graphiql: graphiql.js, graphiql.css and the licences of what is in them.
import { build } from 'esbuild';
import { readFile, readdir, writeFile } from 'node:fs/promises';

const { metafile } = await build({
  entryPoints: { graphiql: 'entry.jsx' },
  outdir: '../graphiql',
  bundle: true,
  minify: true,
  metafile: true,
  jsx: 'automatic',
  target: 'es2022',
  legalComments: 'none',
  define: { 'process.env.NODE_ENV': '"production"' },
});

// Two families of fonts make up five sixths of the style sheet; the system's own do as well.
const css = '../graphiql/graphiql.css';
await writeFile(css, (await readFile(css, 'utf8')).replaceAll(/@font-face\{[^}]*\}/g, ''));

const folders = new Set(
  Object.keys(metafile.inputs).flatMap((path) => path.match(/.*node_modules\/(?:@[^/]+\/)?[^/]+/) ?? []),
);
const packagesByText = new Map();
for (const folder of [...folders].sort()) {
  const { name, version, license, author } = JSON.parse(await readFile(`${folder}/package.json`, 'utf8'));
  const file = (await readdir(folder)).find((name) => /^licen[cs]e/i.test(name));
  const text = file ? (await readFile(`${folder}/${file}`, 'utf8')).trim() : `${license} (no text in the package), ${author?.name ?? author ?? 'its contributors'}`;
  packagesByText.set(text, [...(packagesByText.get(text) ?? []), `${name} ${version}`]);
}
const licences = [...packagesByText].map(([text, packages]) => `${packages.join(', ')}\n\n${text}\n`);
await writeFile('../graphiql/LICENSES.txt', licences.join(`\n${'-'.repeat(80)}\n\n`));
