import { expect, it } from 'vitest';
import { LiveFeed } from './live-feed.js';

it('tells the listeners of a project, and only these, until they leave', () => {
  const feed = new LiveFeed();
  const heard: string[] = [];
  const leave = feed.subscribe('ours', (event) => heard.push(...event.trace_ids));

  feed.publish({ project_id: 'ours', trace_ids: ['a', 'b'] });
  feed.publish({ project_id: 'theirs', trace_ids: ['c'] });
  leave();
  feed.publish({ project_id: 'ours', trace_ids: ['d'] });

  expect(heard).toEqual(['a', 'b']);
});
