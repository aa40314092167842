import { GraphiQL } from 'graphiql';
import { createRoot } from 'react-dom/client';
import 'graphiql/style.css';
import './entry.css';

const { tabs, token } = JSON.parse(document.getElementById('settings').textContent);

// What is typed into GraphiQL's header editor wins over the token of the page.
const standard = { 'content-type': 'application/json', accept: 'application/graphql-response+json' };
if (token) standard.authorization = `Bearer ${token}`;

async function fetcher(asked, { headers = {} } = {}) {
  const sent = new Headers(standard);
  for (const [name, value] of Object.entries(headers)) sent.set(name, value);
  const response = await fetch('graphql', { method: 'POST', headers: sent, body: JSON.stringify(asked) });
  return response.json();
}

const examples = tabs.map(({ query, variables }) => ({
  query,
  variables: Object.keys(variables).length ? JSON.stringify(variables, null, 2) : null,
}));

// GraphiQL shows a tab's variables, and knows a stored tab again, only when it is told what is in it.
function activeTab() {
  try {
    const stored = JSON.parse(localStorage.getItem('graphiql:tabState'));
    return stored.tabs[stored.activeTabIndex];
  } catch {
    return examples[0];
  }
}

const { query, variables } = activeTab() ?? {};
createRoot(document.getElementById('graphiql')).render(
  <GraphiQL
    fetcher={fetcher}
    defaultTabs={examples.length ? examples : undefined}
    query={query ?? undefined}
    variables={variables ?? undefined}
    inputValueDeprecation
  />,
);
