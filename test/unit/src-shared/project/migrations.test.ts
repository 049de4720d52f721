import { describe, expect, it } from 'vitest';
import { PROJECT_SCHEMA } from '../../../../src-shared/project/document.ts';
import { migrate, MIGRATIONS, type Migration } from '../../../../src-shared/project/migrations.ts';
import { failureOf } from '../../../support/failure.ts';

describe('migrations', () => {
  it('lead to the current schema, one for each step', () => {
    expect(MIGRATIONS).toHaveLength(PROJECT_SCHEMA - 1);
  });

  const renamed: Migration = (document) => ({ ...document, title: document['name'], name: undefined });
  const numbered: Migration = (document) => ({ ...document, number: 7 });

  it('are applied in order from the document’s own schema on', () => {
    expect(migrate({ schema: 1, name: 'a' }, [renamed, numbered])).toMatchObject({
      schema: 3,
      title: 'a',
      number: 7,
    });
    expect(migrate({ schema: 2, title: 'b' }, [renamed, numbered])).toEqual({
      schema: 3,
      title: 'b',
      number: 7,
    });
    expect(migrate({ schema: 3, title: 'c' }, [renamed, numbered])).toEqual({ schema: 3, title: 'c' });
  });

  it('leave what they were given alone', () => {
    const before = { schema: 1, name: 'a' };
    migrate(before, [renamed, numbered]);
    expect(before).toEqual({ schema: 1, name: 'a' });
  });

  it('refuse what is newer, and what is no project', () => {
    const newer = failureOf(() => migrate({ schema: PROJECT_SCHEMA + 1 }));
    expect(newer.code).toBe('project/invalid');
    expect(newer.message).toMatch(/newer Divisi/);
    for (const value of [null, 3, 'x', [], {}, { schema: 0 }, { schema: 1.5 }, { schema: '1' }]) {
      expect(failureOf(() => migrate(value))).toMatchObject({
        code: 'project/invalid',
        message: expect.stringMatching(/not a Divisi project/),
      });
    }
  });
});
