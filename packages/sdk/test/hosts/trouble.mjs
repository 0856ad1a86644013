// Everything that an observed function may be given, throw or return.
import * as hfao from '@hfao/sdk';

hfao.init({ project: 'trouble' });
const circular = { name: 'loop', list: [] };
circular.self = circular;
circular.list.push(circular);
const hostile = { ok: 1, get secret() { throw new Error('no access'); }, toString() { throw new Error('no text'); } };
const proxy = new Proxy({}, { ownKeys() { throw new Error('closed'); }, get() { throw new Error('closed'); } });

const echo = hfao.observe('echo', (value) => value);
const same = [circular, hostile, proxy, 10n, Symbol('s'), () => 1, new Map([['k', { v: 1 }]]), new Uint8Array(5), NaN, undefined, null].every((it) => Object.is(echo(it), it));
const thrown = { odd: 'not an Error' };
let caught;
// oxlint-disable-next-line typescript/only-throw-error
try { hfao.observe('throws', () => { throw thrown; })(); } catch (error) { caught = error; }
const rejected = await hfao.observe('rejects', async () => { throw new TypeError('bad'); })().catch((error) => error);
class Query { started = 0; }
// oxlint-disable-next-line unicorn/no-thenable -- the point of it
Query.prototype['then'] = function (done) { this.started++; done('row'); };
const lazy = new Query();
const untouched = hfao.observe('lazy', () => lazy)() === lazy && lazy.started === 0;
class Counter { step = 2; add = hfao.observe('add', function (n) { return n + this.step; }); }
const added = new Counter().add(3);

function* letters() { yield 'a'; yield 'b'; }
async function* slow() { yield 'x'; await new Promise(setImmediate); hfao.observe('inside', () => 1)(); yield 'y'; }
const spread = [...hfao.observe('letters', letters)()].join('');
let streamed = '';
for await (const part of hfao.observe({ name: 'slow', kind: 'LLM' }, slow)()) streamed += part;
for (const _ of hfao.observe('left', letters)()) break;
hfao.observe({ name: 'search', kind: 'RETRIEVER' }, () => [{ id: 'd1', score: 0.5, content: 'text' }])();
hfao.observe({ name: 'quiet', captureInput: false, captureOutput: false }, () => 'secret')('secret');

console.log(JSON.stringify({ same, caught: caught === thrown, rejected: rejected.message, untouched, added, spread, streamed }));
