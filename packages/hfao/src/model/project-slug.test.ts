import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ProjectSlug } from './project.js';
import { slugOf } from './project-slug.js';

describe('slugOf', () => {
  it('makes a slug of any name, and leaves a slug as it is', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 100 }), (name) => {
      const slug = slugOf(name);

      expect(ProjectSlug.safeParse(slug).success).toBe(true);
      expect(slugOf(slug)).toBe(slug);
    }));
  });

  it('reads like the name', () => {
    expect(slugOf('My Agent (v2)')).toBe('my-agent-v2');
    expect(slugOf('  --Support_Bot.eu')).toBe('support_bot.eu');
    expect(slugOf('x'.repeat(100))).toBe('x'.repeat(63));
  });

  it('tells names apart of which nothing is left', () => {
    expect(slugOf('客服')).toMatch(/^project-[0-9a-f]{8}$/);
    expect(slugOf('客服')).not.toBe(slugOf('代理'));
    expect(slugOf('')).toBe('project-e3b0c442');
  });
});
