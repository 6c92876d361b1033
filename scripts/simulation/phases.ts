/** Which phase of the work a transaction is, told from outside by who asks and what came before. */
import type { Phase } from './faults.ts';
import type { Component } from './life.ts';

export interface DatabasePhases {
  of(mode: 'read' | 'write', tenants: readonly string[]): Phase;
  /** The log has taken something: a relay stores that next. */
  appended(): void;
  /** A partition is about to be opened: its offset is read next. */
  opening(): void;
}

export function databasePhases(component: Component): DatabasePhases {
  let appends = 0;
  let openings = 0;

  function isOpening(): boolean {
    if (openings === 0) return false;
    openings -= 1;
    return true;
  }

  return {
    opening() {
      openings += 1;
    },
    appended() {
      appends += 1;
    },
    of(mode, tenants) {
      switch (component) {
        case 'door':
          return 'door read';
        case 'decider':
          if (mode === 'read') return 'decider load';
          // Only a batch writes for tenants.
          return tenants.length === 0 && isOpening() ? 'decider open' : 'decider commit';
        case 'relay':
          if (appends === 0) return 'relay look';
          appends = 0;
          return 'relay move';
        case 'projector':
          if (mode === 'read') return 'projector read';
          return tenants.length === 0 && isOpening() ? 'projector open' : 'projector commit';
        case 'dispatcher':
          return mode === 'write' && isOpening() ? 'dispatcher open' : 'dispatcher store';
        case 'subscriber':
          return 'subscriber commit';
      }
    },
  };
}
