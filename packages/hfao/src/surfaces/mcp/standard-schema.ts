import type { StandardSchemaWithJSON } from '@modelcontextprotocol/server';
import { z } from 'zod';

const isEmpty = (schema: unknown) => schema !== null && typeof schema === 'object' && Object.keys(schema).length === 0;

/**
 * A JSON schema as the SDK wants it: shown to clients, checked by us. Validation is left to the operation, so that a wrong argument is
 * answered like everywhere else, with code, sentence and field. The root is a plain object: many clients refuse a `$ref` there.
 */
export function shownSchema(schema: z.ZodObject, io: 'input' | 'output'): StandardSchemaWithJSON<Record<string, unknown>> {
  const { $schema: _, ...jsonSchema } = z.toJSONSchema(schema, {
    io,
    override({ jsonSchema: it }) {
      if (it.minimum === Number.MIN_SAFE_INTEGER) delete it.minimum;
      if (it.maximum === Number.MAX_SAFE_INTEGER) delete it.maximum;
      delete it.propertyNames;
      // Some model providers take one type a field. A number is still accepted; as text it means the same.
      if (io === 'input' && Array.isArray(it.type) && it.type.includes('string')) it.type = 'string';
      if (io === 'output' && (it.additionalProperties === false || isEmpty(it.additionalProperties))) delete it.additionalProperties;
    },
  });
  return {
    '~standard': {
      version: 1, vendor: 'hfao',
      validate: (value) => ({ value: value as Record<string, unknown> }),
      jsonSchema: { input: () => jsonSchema, output: () => jsonSchema },
    },
  };
}
