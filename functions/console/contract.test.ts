import { fileURLToPath } from 'node:url';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from 'vitest';
import { httpDeclarations, sharedExamples, sharedSchemas } from '#shared/openapi/checkout.ts';
import { openApi } from '#shared/openapi/openapi.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

describe('The contract of all functions', () => {
  test('is a valid OpenAPI document that leaves no function out', async () => {
    const declarations = await httpDeclarations(root);
    const document = openApi(declarations, {
      title: 'All',
      version: '0',
      description: '',
      source: 'functions/*/*.ts',
      ...(await sharedSchemas(root)),
      examples: await sharedExamples(root),
    });
    expect(await new Validator().validate(structuredClone(document))).toEqual({ valid: true });
    const paths = document['paths'] as Record<string, Record<string, { operationId: string }>>;
    const shown = Object.values(paths).flatMap((methods) => Object.values(methods));
    const names = declarations.map(({ name }) => name);
    expect(names.length).toBeGreaterThan(30);
    expect(shown.map(({ operationId }) => operationId).toSorted()).toEqual(names.toSorted());
  });
});
