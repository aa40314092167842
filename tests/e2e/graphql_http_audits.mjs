// Runs every server audit of graphql-http against a running server.
//
//     node graphql_http_audits.mjs FOLDER URL [TOKEN]
//
// FOLDER is where graphql-http is installed. Prints one JSON array of {id, name, status, reason}.
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [folder, url, token] = process.argv.slice(2);
const { serverAudits } = createRequire(join(folder, 'package.json'))('graphql-http');

function fetchFn(input, init = {}) {
  const headers = new Headers(init.headers);
  if (token) headers.set('authorization', `Bearer ${token}`);
  return fetch(input, { ...init, headers });
}

const results = [];
for (const audit of serverAudits({ url, fetchFn })) {
  const { id, name, status, reason } = await audit.fn();
  results.push({ id, name, status, reason });
}
console.log(JSON.stringify(results));
