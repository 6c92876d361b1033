import { expect, test } from 'vitest';
import { roleNames, roles } from '#schema/access.ts';
import { accessPage } from './access-page.ts';

const parcels = { context: 'parcels' };

test('Every role has its mark beside a function, by the permission that the function names', () => {
  const page = accessPage(
    [
      { ...parcels, name: 'read-rates', route: 'GET /rates', permission: 'rates:read' },
      {
        ...{ ...parcels, name: 'set-rate', route: 'PUT /rates/{propertyId}' },
        ...{ permission: 'rates:write', scope: 'propertyId' },
      },
      { ...parcels, name: 'show', route: 'GET /show', permission: 'public' },
    ],
    'From a test',
  );
  const rows = page.split('\n').filter((line) => /^\| (read|set|show)/.test(line));
  const cells = rows.map((row) => row.split('|').map((cell) => cell.trim()));
  const marked = cells.map((row) => roleNames.filter((_, at) => row[at + 5] === '✓'));
  const titles = page.split('\n').find((line) => line.startsWith('| function |'));
  expect(titles).toContain(`| ${roleNames.map((role) => roles[role].title).join(' | ')} |`);
  expect(marked).toEqual([
    ['tenant_admin', 'front_desk', 'revenue_manager', 'channel', 'auditor'],
    ['tenant_admin', 'revenue_manager'],
    roleNames,
  ]);
  expect(cells.map((row) => row.slice(3, 5))).toEqual([
    ['`rates:read`', 'the tenant'],
    ['`rates:write`', 'a property'],
    ['public', 'nobody'],
  ]);
});
