// However the benchmark ends, what it started ends with it.
const children = new Set();
process.on('exit', () => { for (const it of children) it.kill('SIGKILL'); });
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(1));

export function endWithUs(child) {
  children.add(child);
  child.once('exit', () => children.delete(child));
  return child;
}
