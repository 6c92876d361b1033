/** The nights of the story's house: what can be sold, and what needs a person. Named as their schemas. */
const night = {
  night: '2026-05-12',
  physical: 40,
  outOfOrder: 1,
  sellLimit: null,
  hard: false,
  sold: 31,
  flagged: 0,
  short: 0,
  left: 8,
};
const suite = { ...night, physical: 4, outOfOrder: 0, sold: 2, left: 2 };

export const Availability = {
  businessDate: '2026-05-10',
  house: [{ ...night, physical: 44, sold: 33, left: 10 }],
  roomTypes: [
    { code: 'DBL', name: 'Double room', nights: [night] },
    { code: 'STE', name: 'Suite', nights: [suite] },
  ],
};

const range = { from: '2026-05-12', to: '2026-05-15' };
export const SetRoomCount = { ...range, roomType: 'DBL', physical: 42 };
export const SetOutOfOrder = { ...range, roomType: 'DBL', rooms: 1 };
export const SetSellLimit = { ...range, roomType: null, rooms: 46, hard: false };

export const BusinessDay = { businessDate: '2026-05-10' };
export const CloseBusinessDay = BusinessDay;

export const WorkItemPage = {
  workItems: [
    {
      id: '2026-05-12.DBL.limit_reduced',
      kind: 'night',
      reason: 'limit_reduced',
      status: 'open',
      roomType: 'DBL',
      nights: ['2026-05-12'],
      rooms: 1,
      openedOn: '2026-05-10',
    },
  ],
};
export const ResolveWorkItem = { note: 'Moved to the house next door.' };

export const NightStatisticsAnswer = {
  nights: [{ night: '2026-05-08', roomType: 'DBL', roomsSold: 31, roomRevenueMinor: 3_689_00 }],
};
export const PropertyStatistics = {
  reservations: 18,
  status: { confirmed: 3, in_house: 4, checked_out: 8, cancelled: 2, no_show: 1 },
  roomNightsSold: 21,
  roomRevenueMinor: 2_541_00,
  roomRevenue: '2541.00',
  adr: '121.0000',
  peakRoomsSold: { date: '2026-05-08', rooms: 7 },
  byStayMonth: { '2026-05': { roomNights: 21, roomRevenue: '2541.00', adr: '121.0000' } },
  turnedAway: 1,
  flagged: { overbooked: 1 },
};
