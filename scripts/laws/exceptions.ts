/** What the laws let pass, by name and with its reason. A line here goes when its reason does. */
import type { LongFile } from './style.ts';
import type { Exception } from './words.ts';

export const circles: readonly { readonly path: string; readonly reason: string }[] = [
  {
    path: 'shared/function/declare.ts → shared/function/tools.ts → shared/function/house.ts → shared/function/declare.ts',
    reason: 'types only: what a handler is given tells it which other functions run',
  },
];

export const longFiles: readonly LongFile[] = [
  {
    path: 'schema/reservations/http.ts',
    lines: 400,
    reason: 'one contract, read from top to bottom by those who call it',
  },
  {
    path: 'shared/log/contract.ts',
    lines: 480,
    reason: 'one contract suite for every adapter',
  },
  {
    path: 'shared/function/declare.ts',
    lines: 330,
    reason: 'every kind of function side by side: what an author reads before writing one',
  },
  {
    path: 'functions/reservations/domain/modify-stay.test.ts',
    lines: 360,
    reason: 'every refusal and both sides of every boundary of one command',
  },
  {
    path: 'functions/reservations/domain/stay.test.ts',
    lines: 520,
    reason: 'every command of a stay meets every state in one table',
  },
  {
    path: 'functions/reservations/domain/book-stay.test.ts',
    lines: 400,
    reason: 'every refusal and both sides of every boundary of one command',
  },
  {
    path: 'shared/database/testing/contract.ts',
    lines: 450,
    reason: 'one suite on one server: every promise of the port and every way to break it',
  },
];

export const words: readonly Exception[] = [
  {
    path: 'shared/telemetry/span-batches.ts',
    word: 'room',
    reason: 'free space in a bounded queue',
  },
  {
    path: 'shared/telemetry/postgres-traces.ts',
    word: 'arrival',
    reason: 'the order in which spans came in',
  },
  {
    path: 'shared/telemetry/traces.test.ts',
    word: 'arrival',
    reason: 'the order in which spans came in',
  },
  { path: 'shared/cache/notify-queue.ts', word: 'room', reason: 'free space in a bounded queue' },
  { path: 'shared/asyncapi/asyncapi.test.ts', word: 'property', reason: 'JSON Schema’s word' },
  { path: 'shared/asyncapi/messages.ts', word: 'property', reason: 'JSON Schema’s word' },
  {
    path: 'shared/openapi/client-types.test.ts',
    word: 'property',
    reason: 'JSON Schema’s word',
  },
  { path: 'shared/openapi/client-types.ts', word: 'property', reason: 'JSON Schema’s word' },
  { path: 'shared/openapi/comments.ts', word: 'property', reason: 'a node of the syntax tree' },
  { path: 'shared/openapi/problem-answers.ts', word: 'property', reason: 'JSON Schema’s word' },
  { path: 'shared/openapi/openapi.test.ts', word: 'property', reason: 'JSON Schema’s word' },
  { path: 'shared/openapi/shapes.test.ts', word: 'property', reason: 'JSON Schema’s word' },
  { path: 'shared/openapi/shapes.ts', word: 'property', reason: 'JSON Schema’s word' },
  { path: 'shared/manifests/schemas.ts', word: 'property', reason: 'JSON Schema’s word' },
  {
    path: 'shared/manifests/strict-schema.test.ts',
    word: 'property',
    reason: 'JSON Schema’s word',
  },
  { path: 'shared/manifests/strict-schema.ts', word: 'property', reason: 'JSON Schema’s word' },
  { path: 'shared/openapi/typescript.ts', word: 'property', reason: 'JSON Schema’s word' },
  { path: 'shared/push/unordered.ts', word: 'room', reason: 'free space among those in flight' },
];
