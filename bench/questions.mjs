// What people ask of a store, as requests; each answer is looked at, so that nothing is quick by being wrong.
const LIST_MS = 150;

/** @returns by name: the request of each round, whether the answer is right (or what is wrong with it), and the most that p95 should be */
export function questions(corpus, { middle, long, days }) {
  const { traces } = corpus;
  const some = (round, salt = 0) => Math.floor((((round + 1) * 0.618_034 + salt * 0.37) % 1) * (traces - 5000)) + 2000;
  const project = '/api/v1/projects/default';
  const list = (where, subject = 'traces', rest = '') => `${project}/${subject}?limit=50${where === undefined ? '' : `&where=${encodeURIComponent(where)}`}${rest}`;
  const atLeast = (count, key = 'traces') => (it) => it[key].length >= count || `${it[key].length} ${key}`;
  const newestFirst = (it) => it.traces.length === 50 && it.traces[0].trace_id === corpus.traceId(traces - 1);
  return {
    'newest 50 traces': { goalMs: LIST_MS, url: () => list(), holds: newestFirst },
    'traces, three facets, common': { goalMs: LIST_MS, url: () => list("model = 'gpt-4o-mini' AND environment = 'production' AND agent = 'support'"), holds: atLeast(50) },
    'traces, three facets, rare': { goalMs: LIST_MS, url: (n) => list(`user_id = '${corpus.facts(some(n)).user_id}' AND session_id = '${corpus.facts(some(n)).session_id}' AND environment = '${corpus.facts(some(n)).environment}'`), holds: atLeast(1) },
    'traces, an attribute, common': { goalMs: LIST_MS, url: () => list("has(attributes['app.tenant'] = 'tenant-0')"), holds: atLeast(50) },
    'traces, an attribute, rare': { goalMs: LIST_MS, url: (n) => list(`has(attributes['app.order'] = 'order${some(n)}')`), holds: atLeast(1) },
    'traces, a failed tool': { goalMs: LIST_MS, url: () => list("has(type = 'TOOL' AND status = 'error')"), holds: atLeast(50) },
    'observations, an attribute': { goalMs: LIST_MS, url: () => list("attributes['app.tenant'] = 'tenant-0' AND type = 'GENERATION'", 'observations'), holds: atLeast(50, 'observations') },
    'text, a common word': { goalMs: 1000, url: () => `${project}/search?limit=50&query=place0`, holds: atLeast(50, 'hits') },
    'text, a rare word': { goalMs: 1000, url: (n) => `${project}/search?limit=50&query=order${some(n)}`, holds: atLeast(1, 'hits') },
    'a trace of 200 spans': { goalMs: 100, url: () => `${project}/traces/${corpus.traceId(middle.index)}`, holds: atLeast(200, 'observations') },
    'a trace of 20 spans, any': { goalMs: 100, url: (n) => `${project}/traces/${corpus.traceId(some(n, 1))}`, holds: atLeast(20, 'observations') },
    'skeleton of a trace of 10,000': { goalMs: 1000, url: () => `${project}/traces/${corpus.traceId(long.index)}?detail=skeleton`, holds: atLeast(10_000, 'observations') },
    'a session': { url: (n) => `${project}/sessions/session-${Math.floor(some(n, 2) / 5)}`, holds: atLeast(1) },
    'newest sessions': { goalMs: LIST_MS, url: () => list(undefined, 'sessions'), holds: atLeast(50, 'sessions') },
    'users': { url: () => list(undefined, 'users'), holds: atLeast(50, 'users') },
    'cost by day and model': { url: () => `${project}/cost?from=${days}d&group_by=date&group_by=model`, holds: (it) => JSON.stringify(it).includes('gpt-4o-mini') },
    'facet values': { url: () => `${project}/facets?from=${days}d`, holds: (it) => JSON.stringify(it).includes('production') },
    'overview': { url: () => `${project}/overview?from=${days}d`, holds: () => true },
  };
}
