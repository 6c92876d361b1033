/** Rooms of the story's house. Each example is named as the schema it is one of. */

export const RoomTypeDetails = {
  name: 'Double room',
  description: 'Quiet, with a window to the garden.',
  beds: [{ kind: 'queen', count: 1 }],
  occupancy: { standard: 2, maximum: 3, adultsMax: 2, childrenMax: 1 },
  ...{ connecting: true, roomsListed: true },
};
export const CountedRoomType = { roomType: 'DBL', ...RoomTypeDetails, rooms: 40 };
export const RoomTypePage = { roomTypes: [CountedRoomType] };

export const RoomDetails = {
  ...{ roomType: 'DBL', floor: '1', features: ['garden_view', 'bath'] },
  ...{ connectsTo: ['102'], active: true },
};
export const NamedRoom = { room: '101', ...RoomDetails };
export const ImportedLines = {
  ...{ lines: 42, created: 2, changed: 1, unchanged: 38, refused: 1 },
  problems: [{ line: 17, column: 'type', reason: 'is no room type of the property' }],
};
export const RoomPage = {
  rooms: [NamedRoom, { ...NamedRoom, room: '102', connectsTo: ['101'] }],
};
export const FitRooms = {
  ...{ arrival: '2026-06-01', departure: '2026-06-08', roomType: 'DBL' },
  taken: [{ room: '101', from: '2026-05-28', to: '2026-06-04' }],
};
export const RoomsFit = {
  ...{ fits: true, moves: 0 },
  rooms: [{ room: '102', from: '2026-06-01', to: '2026-06-08' }],
};
