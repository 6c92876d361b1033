import { describe, expect, test } from 'vitest';
import { readTable } from './table.ts';

const form = { required: ['number'], optional: ['note'], linesMax: 5 };

function read(text: string) {
  const table = readTable(text, form);
  if ('reason' in table) return table;
  return {
    lines: table.lines.map(({ line, cells }) => [line, ...cells.values()]),
    faults: table.faults.map(({ line, column, reason }) => [line, column, reason]),
  };
}

describe('A CSV file', () => {
  test('is read with quotes, commas, line breaks and doubled quotes in its cells (RFC 4180)', () => {
    expect(read('number,note\r\n1,"a, ""b"""\r\n2,"two\r\nlines"\r\n3,c')).toEqual({
      lines: [
        [2, '1', 'a, "b"'],
        [3, '2', 'two\nlines'],
        [5, '3', 'c'],
      ],
      faults: [],
    });
  });

  test.each([
    ['LF', 'number,note\n1,a\n'],
    ['CR', 'number,note\r1,a\r'],
    ['semicolons', 'number;note\r\n1;a\r\n'],
    ['tabs', 'number\tnote\n1\ta'],
    ['columns in another order', 'note,number\na,1'],
    ['quoted names and blanks around', '"number" ,note\n 1 , a \n'],
  ])('is read with %s', (what, text) => {
    const table = read(what.startsWith('quoted') ? text.replace('" ', '"') : text);
    const cells = what.endsWith('order') ? ['a', '1'] : ['1', 'a'];
    expect(table).toEqual({ lines: [[2, ...cells]], faults: [] });
  });

  test('may lack a column and hold empty lines, which count as lines', () => {
    expect(read('number\n\n1\n\n\n2\n')).toEqual({
      lines: [
        [3, '1'],
        [6, '2'],
      ],
      faults: [],
    });
  });

  test('keeps a fault in its line', () => {
    const text = 'number,note\n1,"a"b\n2,a"b"\n3,ok\n4,x,y\n5';
    expect(read(text)).toEqual({
      lines: [[4, '3', 'ok']],
      faults: [
        [2, null, 'a quote stands where none may, or something follows one'],
        [3, null, 'a quote stands where none may, or something follows one'],
        [5, null, 'has 3 cells, the header 2'],
        [6, null, 'has 1 cells, the header 2'],
      ],
    });
  });

  test('goes on after a quote that is never closed', () => {
    expect(read('number,note\n1,"a\n2,b\n')).toEqual({
      lines: [[3, '2', 'b']],
      faults: [[2, null, 'a quote is not closed']],
    });
  });

  test.each([
    ['=1+1', 'begins like a formula (=, +, - or @)'],
    ['+49', 'begins like a formula (=, +, - or @)'],
    ['@SUM(A1)', 'begins like a formula (=, +, - or @)'],
    ['-2+3', 'begins like a formula (=, +, - or @)'],
    [' =A1', 'begins like a formula (=, +, - or @)'],
    ['a\0b', 'holds a control character'],
    ['a\u001bb', 'holds a control character'],
    ['caf\ufffd', 'is not UTF-8'],
  ])('refuses the cell %j with its column', (cell, reason) => {
    expect(read(`number,note\n1,${cell}\n`)).toEqual({
      lines: [],
      faults: [[2, 'note', reason]],
    });
  });

  test('takes a number below zero for a number', () => {
    expect(read('number,note\n-1,a-b\n')).toEqual({ lines: [[2, '-1', 'a-b']], faults: [] });
  });

  test.each([
    ['', { line: 1, column: null, reason: 'the file is empty' }],
    ['note\na', { line: 1, column: 'number', reason: 'is missing' }],
    ['number,number\n1,1', { line: 1, column: 'number', reason: 'stands twice' }],
    ['number,x\n1,1', { line: 1, column: 'x', reason: 'is no column; there are number, note' }],
    ['number\n1\n2\n3\n4\n5\n6', { line: 7, column: null, reason: 'there are more than 5 lines' }],
    ['number,"note\n1,a', { line: 1, column: null, reason: 'a quote is not closed' }],
  ])('is refused as a whole: %j', (text, fault) => {
    expect(read(text)).toEqual(fault);
  });

  test('of as many lines as it may have is read', () => {
    expect(read('number\n1\n2\n3\n4\n5')).toMatchObject({ faults: [] });
  });
});
