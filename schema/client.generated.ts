// From functions/*/*.ts and schema/**/*.ts, by scripts/generate-client.ts

/** What happens to a booking that breaks a rule: refuse it, or take it and put it on the work list. */
export type Acceptance = 'strict' | 'accept_and_flag';

/** What opens a plan that is not for everybody: a promotion's code, or a company's. Read in capitals. */
export type AccessCode = string;

export type Action = {
  readonly action: 'modify' | 'cancel' | 'reinstate' | 'check_in' | 'undo_check_in' | 'check_out' | 'mark_no_show';
  readonly allowed: boolean;
  readonly reasons: readonly string[];
};

/** Of whoever did something: a person, a connected system with an API token or through its own issuer, a job of ours. */
export type ActorKind = 'user' | 'api_token' | 'channel' | 'job';

export type Address = {
  readonly lines: readonly string[];
  readonly city: string;
  readonly postalCode?: string;
  readonly region?: string;
  readonly country: KnownCountry;
};

export type Age = number;

/** A child from `ageFrom` to `ageTo`, both within, adds this to a night. */
export type AgeBracket = {
  readonly ageFrom: Age;
  readonly ageTo: Age;
  readonly amountMinor: AmountMinor;
};

export type AgeBrackets = readonly AgeBracket[];

/** Whole minor units (cents). */
export type AmountMinor = number;

export type ApiToken = {
  readonly id: string;
  readonly name: string;
  /** What the token begins with. */
  readonly prefix: string;
  readonly roles: readonly Role[];
  /** What it may do: as it was when the token was made, and no more than its roles still may. */
  readonly permissions: readonly string[];
  readonly propertyIds: 'all' | readonly string[];
  readonly requestsPerSecond?: number;
  /** The subject of whoever made it. */
  readonly createdBy: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  /** To the minute; absent while nobody has used it. */
  readonly lastUsedAt?: Instant;
  readonly revokedAt?: Instant;
};

export type ApiTokenId = string;

export type ApiTokenPage = {
  readonly apiTokens: readonly ApiToken[];
};

export type ArrivalPage = {
  readonly date: HotelDate;
  /** Cancelled ones are left out. */
  readonly arrivals: readonly ({
    readonly reservationId: ReservationId;
    readonly version: number;
    readonly confirmationNumber: ConfirmationNumber;
    readonly guestName?: string;
    readonly arrival: HotelDate;
    readonly departure: HotelDate;
    readonly roomType: RoomTypeCode;
    readonly adults: number;
    readonly children: number | null;
    readonly infants: number;
    readonly status: string;
    readonly flagged: boolean;
  })[];
  readonly nextCursor?: string;
};

export type AuditEntry = {
  readonly id: string;
  readonly context: string;
  /** What was done. */
  readonly type: string;
  readonly subject: string;
  /** Absent on what was recorded before this release said it. */
  readonly actor?: {
    readonly kind: ActorKind;
    readonly id: string;
  };
  /** Where the actor was; let go of after 400 days, and absent for jobs. */
  readonly clientAddress?: string;
  readonly traceId?: TraceId;
  /** Shared by everything one request has led to. */
  readonly correlationId: string;
  readonly occurredAt: Instant;
  /** By the database's clock; entries are listed by it. */
  readonly recordedAt: Instant;
  /** `null` where there was nothing, or where `after` says both. */
  readonly before: Readonly<Record<string, unknown>> | null;
  /** Personal data stays sealed in both. */
  readonly after: Readonly<Record<string, unknown>>;
};

export type AuditEntryPage = {
  readonly auditEntries: readonly AuditEntry[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
};

export type Availability = {
  readonly businessDate: HotelDate;
  readonly house: readonly NightAvailability[];
  readonly roomTypes: readonly ({
    readonly code: RoomTypeCode;
    readonly name: string;
    readonly nights: readonly NightAvailability[];
  })[];
};

export type Bed = {
  readonly kind: BedKind;
  readonly count: number;
};

export type BedKind = 'single' | 'double' | 'queen' | 'king' | 'sofa' | 'bunk' | 'cot';

/** Stay, room type, persons and price are those of the quote. */
export type BookQuote = {
  readonly quoteId: string;
  readonly guest?: ReservationsGuest;
  readonly country?: CountryCode | null;
  readonly externalCode?: string;
  readonly comment?: string;
};

export type BusinessDay = {
  readonly businessDate: HotelDate;
};

/** Mews' list of cancellation reasons, shortened to the ones a desk can choose. */
export type CancelReason = 'booked_elsewhere' | 'confirmation_missed' | 'force_majeure' | 'guest_complaint' | 'incorrect_dates' | 'invalid_payment' | 'price_too_high' | 'prior_stay_unsatisfactory' | 'requested_by_booker' | 'requested_by_guest' | 'requested_by_hotel' | 'update' | 'other';

export type CancelReservation = {
  readonly reason: CancelReason;
};

/** What a charge is for; taxes are laid on some of these and not on others. */
export type ChargeCategory = 'accommodation' | 'food' | 'service' | 'fee';

/** Mews' time units and persons: how often something is charged during a stay. */
export type Charging = 'once' | 'per_night' | 'per_person' | 'per_person_night';

export type CheckInReservation = {
  /** The room type really given, where it is not the booked one: an upgrade, not a new booking. */
  readonly assignedRoomType?: RoomTypeCode;
};

export type CheckOutReservation = {
  /** Leaving before the departure date gives the remaining nights back, so it must be said. */
  readonly earlyDeparture?: boolean;
};

export type CloseBusinessDay = {
  readonly businessDate: HotelDate;
};

export type CommandPending = {
  readonly status: 'pending';
};

/** RFC 7636: what the browser's tab made, and what the provider was told the hash of. */
export type CompleteSignIn = {
  readonly code: string;
  readonly codeVerifier: string;
  readonly nonce: string;
  /** The page that asks, as the provider was told it. */
  readonly redirectUri: string;
};

export type ConfirmationNumber = string;

export type CountedRoomType = {
  readonly roomType: RoomTypeCode;
  readonly name: string;
  readonly description: string;
  readonly beds: readonly Bed[];
  readonly occupancy: Occupancy | null;
  readonly connecting: boolean;
  readonly roomsListed: boolean;
  /** Rooms of this type in the list that are active. */
  readonly rooms: number;
};

/** ISO 3166-1, two or three letters as the source has it; `null` says the source does not know. */
export type CountryCode = string;

export type CreateApiToken = {
  /** The system that uses it. Tokens of one name are one client: its keys go on when a token is renewed. */
  readonly name: string;
  /** Roles whose permissions the caller has too; never the operator's. */
  readonly roles: readonly Role[];
  /** Of what the roles may, no more than this; all of it, when it is left out. */
  readonly permissions?: readonly ('tenants:create' | 'tenants:read' | 'users:create' | 'users:read' | 'api_tokens:create' | 'api_tokens:read' | 'api_tokens:revoke' | 'identity_providers:read' | 'identity_providers:write' | 'properties:create' | 'properties:read' | 'properties:write' | 'inventory:read' | 'inventory:write' | 'rates:read' | 'rates:write' | 'quotes:create' | 'reservations:create' | 'reservations:read' | 'reservations:modify' | 'reservations:cancel' | 'reservations:check_in' | 'reservations:check_out' | 'reservations:no_show' | 'guests:create' | 'guests:read' | 'guests:write' | 'guests:export' | 'guests:erase' | 'work_items:read' | 'work_items:resolve' | 'business_day:read' | 'business_day:close' | 'statistics:read' | 'import' | 'events:produce' | 'events:read' | 'dead_letters:read' | 'dead_letters:retry' | 'traces:read' | 'audit:read')[];
  /** The properties the token may touch: no more than its maker's. */
  readonly propertyIds: 'all' | readonly PropertyId[];
  readonly expiresInDays: number;
  /** A limit of its own; as many as any token, when it is left out. */
  readonly requestsPerSecond?: number;
};

export type CreateProperty = {
  readonly name: string;
  readonly timeZone: string;
  readonly currency: KnownCurrency;
  /** The first day of business. */
  readonly businessDate: HotelDate;
  readonly roomTypes: readonly RoomType[];
};

export type CreateQuote = {
  readonly arrival: HotelDate;
  readonly departure: HotelDate;
  readonly adults: number;
  readonly childrenAges?: readonly number[];
  readonly purpose?: TravelPurpose;
  readonly accessCode?: AccessCode;
  readonly ratePlan?: RatePlanCode;
  readonly roomType?: RoomTypeCode;
  /** That the guests claim, of those the taxes of the property name: diplomats, or residents. */
  readonly exemptions?: readonly ExemptionCode[];
  /** Asked for beside the room: only plans that sell all of them are offered. */
  readonly extras?: readonly ExtraCode[];
};

export type CreateTenant = {
  readonly name: string;
};

export type CreateUser = {
  /** Only an operator of the house names a tenant; everyone else creates users of their own. */
  readonly tenantId?: TenantId;
  readonly email: string;
  readonly name: string;
  readonly password: string;
  readonly roles: readonly Role[];
  /** The properties the user may touch. */
  readonly propertyIds: 'all' | readonly PropertyId[];
};

export type CreatedApiToken = {
  readonly id: string;
  readonly name: string;
  readonly prefix: string;
  readonly roles: readonly Role[];
  readonly permissions: readonly string[];
  readonly propertyIds: 'all' | readonly string[];
  readonly requestsPerSecond?: number;
  readonly createdBy: string;
  readonly createdAt: Instant;
  readonly expiresAt: Instant;
  readonly lastUsedAt?: Instant;
  readonly revokedAt?: Instant;
  /** The token itself: said once and kept nowhere, so a repeat of the key is answered without it. */
  readonly token?: string;
};

/** ISO 4217. */
export type Currency = string;

/** OPERA's names of restrictions, that a night has no price for these guests or no room left, that they are too many for the room or others than the plan is for, and that the stay would cost more than an amount can say. */
export type DeclineCode = 'noPrice' | 'soldOut' | 'maximumOccupancy' | 'guestsNotOfPlan' | 'amountTooLarge' | 'closed' | 'closedForArrival' | 'closedForDeparture' | 'minimumLengthOfStay' | 'maximumLengthOfStay' | 'losNotAvailable' | 'minimumStayThrough' | 'maximumStayThrough' | 'minimumAdvanceBooking' | 'maximumAdvanceBooking';

export type DeclineReason = {
  readonly code: DeclineCode;
  /** The night it stands on; of a departure, the day the guest leaves. */
  readonly night: HotelDate;
  /** Nights or days that are asked for, or how many may sleep there; absent where it is closed, sold out or has no price. */
  readonly value?: number;
  /** Absent where no restriction is the reason. */
  readonly scope?: RestrictionScope;
};

/** How a derived plan's night follows from that of the plan it is derived from; rounded each night. */
export type Derivation = {
  readonly from: RatePlanCode;
  /** Millionths more or less: −100,000 is ten per cent off. */
  readonly changePpm: number;
  /** Added after the percentage. */
  readonly changeMinor: AmountMinor;
  /** A night is rounded to whole multiples of it: 100 gives whole euros, 1 cents. */
  readonly roundToMinor: number;
  /** What it ends with beyond such a multiple: 99 gives 89.99. Absent: nothing. */
  readonly endingMinor?: number;
};

export type EraseGuest = Readonly<Record<string, never>>;

export type ErasedGuest = {
  readonly id: GuestId;
  readonly version: number;
  readonly status: 'erased';
};

/** The code a property gives a reason that spares a guest a tax, e.g. `DIPLOMAT`. */
export type ExemptionCode = string;

/** A fact of the guest, or of one of their reservations, with what is sealed in it opened. */
export type ExportedFact = {
  readonly id: string;
  readonly context: 'guests' | 'reservations';
  readonly type: string;
  readonly subject: string;
  /** Who did it: staff and systems by their ids. */
  readonly actor: {
    readonly kind: 'user' | 'channel' | 'job';
    readonly id: string;
  };
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly data: Readonly<Record<string, unknown>>;
};

/** Something sold with the room, beside its price. */
export type Extra = {
  readonly code: ExtraCode;
  readonly name: string;
  readonly category: ChargeCategory;
  readonly charging: Charging;
  readonly amountMinor: AmountMinor;
  /** What a child of a bracket pays instead, where it is charged by person; one of no bracket pays as an adult. */
  readonly children?: AgeBrackets;
  /** Charged only to who asks for it. Absent: with every stay. */
  readonly optional?: boolean;
  /** Charged for nights `[from, to)` on these days of the week alone, and on these room types; what is not by night, by their share of the stay's. */
  readonly from?: HotelDate;
  readonly to?: HotelDate;
  readonly weekdays?: Weekdays;
  readonly roomTypes?: readonly RoomTypeCode[];
  /** Whether the price of the night holds it: then it is taken out of the room, as far as that goes. */
  readonly included?: boolean;
};

/** The code a property gives something sold beside the room, e.g. `BRK`. */
export type ExtraCode = string;

/** How much is asked of a stay; never more than the stay costs. */
export type Fee = {
  readonly kind: 'nights';
  readonly nights: number;
  readonly ratePpm?: number;
} | {
  readonly kind: 'percentage';
  readonly ratePpm: number;
  readonly of: 'room' | 'room_and_extras' | 'total';
} | {
  readonly kind: 'fixed';
  readonly amountMinor: AmountMinor;
};

/** With the taxes that lie on fees. */
export type FeeDue = {
  readonly netMinor: AmountMinor;
  readonly taxes: readonly ({
    readonly code: TaxCode;
    readonly amountMinor: AmountMinor;
  })[];
  readonly grossMinor: AmountMinor;
};

export type FitRooms = {
  readonly arrival: HotelDate;
  readonly departure: HotelDate;
  readonly roomType: RoomTypeCode;
  /** What the caller has given away of these rooms, or out of order: nights `[from, to)`. Rooms of other types change nothing. */
  readonly taken: readonly ({
    readonly room: RoomNumber;
    readonly from: HotelDate;
    readonly to: HotelDate;
  })[];
};

/** Children who sleep free, and pay for nothing that is charged by person. */
export type FreeChildren = {
  /** Years, within. */
  readonly ageTo: Age;
  /** So many of that age have to come; absent: one. */
  readonly childrenMin?: number;
  /** So many of them are free, the youngest first. */
  readonly free: number;
};

/** Nights that are given away: seven for six. */
export type FreeNights = {
  /** Nights of one run, those that are free among them; a stay has as many runs as fit into it. */
  readonly ofNights: number;
  readonly free: number;
  /** Which of a run: its last, or its cheapest, the earlier among equals; or the last of the whole stay, once. */
  readonly which: 'last' | 'cheapest' | 'last_of_stay';
  /** Runs of a stay that have free nights; absent: all. */
  readonly runsMax?: number;
  /** Whether extras that are charged by night are given away with them. */
  readonly withExtras?: boolean;
};

/** What makes the house keep the room for a guest who is late. */
export type Guarantee = {
  readonly kind: 'none';
  readonly heldUntil: string;
} | {
  readonly kind: 'card' | 'company' | 'deposit';
};

export type Guest = {
  readonly id: GuestId;
  readonly version: number;
  /** `merged`: it was of the same person as another one, which is found in its place. */
  readonly status: GuestStatus;
  readonly mergedInto?: GuestId;
  readonly profile: GuestProfile;
  readonly createdAt: Instant;
  readonly updatedAt: Instant;
};

/** All that is kept of a person. */
export type GuestExport = {
  readonly guestId: GuestId;
  readonly exportedAt: Instant;
  /** The guest's own first, then those that were merged into it. */
  readonly profiles: readonly Guest[];
  readonly reservations: readonly GuestReservation[];
  /** From the first to the last. */
  readonly facts: readonly ExportedFact[];
};

export type GuestId = string;

export type GuestPage = {
  readonly guests: readonly Guest[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
};

export type GuestProfile = {
  readonly firstName?: string;
  readonly lastName: string;
  readonly email?: string;
  readonly phone?: string;
  readonly birthDate?: HotelDate;
  readonly nationality?: KnownCountry;
  /** The language the guest is written to in. */
  readonly language?: Locale;
  readonly address?: Address;
  /** What whoever welcomes the guest should know. */
  readonly notes?: string;
};

/** Without anything personal: a repeat of the key is answered from what is kept of this. */
export type GuestReceipt = {
  readonly id: GuestId;
  readonly version: number;
};

export type GuestReservation = {
  readonly propertyId: PropertyId;
  readonly reservationId: ReservationId;
  /** The profile it was given to: one that was merged into the guest, maybe. */
  readonly guestId: GuestId;
  readonly linkedAt: Instant;
};

export type GuestReservationPage = {
  readonly reservations: readonly GuestReservation[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
};

export type GuestStatus = 'active' | 'merged';

/** A day at the hotel, not an instant. ISO dates sort as text, so `<` means "before". */
export type HotelDate = string;

export type IdentityProvider = {
  readonly title: string;
  readonly issuer: string;
  readonly audience: string;
  readonly algorithms: readonly ('EdDSA' | 'Ed25519' | 'ES256' | 'ES384' | 'ES512' | 'PS256' | 'PS384' | 'PS512' | 'RS256' | 'RS384' | 'RS512')[];
  readonly tokenType: 'JWT' | 'at+jwt';
  readonly roles: {
    readonly claim: readonly string[];
    readonly values: readonly ({
      readonly value: string;
      readonly role: 'tenant_admin' | 'front_desk' | 'revenue_manager' | 'housekeeper' | 'channel' | 'auditor' | 'privacy_officer' | 'operator';
    })[];
  };
  readonly properties: 'all' | {
    readonly claim: readonly string[];
    readonly values?: readonly ({
      readonly value: string;
      readonly propertyIds: 'all' | readonly PropertyId[];
    })[];
  };
  readonly signIn?: {
    readonly clientId: string;
    readonly scope: string;
    readonly resource?: string;
  };
  readonly id: string;
  /** Where its people sign in, and where it sends them back to. */
  readonly signInPath?: string;
  /** The subject of whoever set it last. */
  readonly setBy: string;
  readonly setAt: Instant;
};

export type IdentityProviderId = string;

export type IdentityProviderPage = {
  readonly identityProviders: readonly IdentityProvider[];
};

export type ImportCommand = {
  readonly key: string;
  readonly effectiveAt: Instant;
  readonly type: 'book';
  readonly acceptance: Acceptance;
  readonly booking: SubmitReservation;
} | {
  readonly key: string;
  readonly effectiveAt: Instant;
  readonly booking: string;
  readonly type: 'cancel';
  readonly reason: CancelReason;
} | {
  readonly key: string;
  readonly effectiveAt: Instant;
  readonly booking: string;
  readonly type: 'check_in';
  readonly assignedRoomType?: RoomTypeCode;
} | {
  readonly key: string;
  readonly effectiveAt: Instant;
  readonly booking: string;
  readonly type: 'check_out';
} | {
  readonly key: string;
  readonly effectiveAt: Instant;
  readonly booking: string;
  readonly type: 'mark_no_show';
} | {
  readonly key: string;
  readonly effectiveAt: Instant;
  readonly type: 'close_business_day';
  readonly businessDate: HotelDate;
};

export type ImportCommands = {
  readonly commands: readonly ImportCommand[];
};

export type ImportResults = {
  readonly results: readonly ({
    readonly key: string;
    readonly outcome: string;
    readonly reservationId?: ReservationId;
    readonly replayed: boolean;
  })[];
};

/** What became of the lines of a file. Good ones are in, whatever the others are like. */
export type ImportedLines = {
  /** Of the file, without the header and empty ones. */
  readonly lines: number;
  readonly created: number;
  readonly changed: number;
  /** They said what was there already. */
  readonly unchanged: number;
  readonly refused: number;
  readonly problems: readonly ({
    readonly line: number;
    readonly column: string | null;
    readonly reason: string;
  })[];
};

export type InHousePage = {
  readonly guests: readonly ({
    readonly reservationId: ReservationId;
    readonly version: number;
    readonly confirmationNumber: ConfirmationNumber;
    readonly guestName?: string;
    readonly arrival: HotelDate;
    readonly departure: HotelDate;
    readonly roomType: RoomTypeCode;
    readonly adults: number;
    readonly children: number | null;
    readonly infants: number;
  })[];
  readonly nextCursor?: string;
};

/** An instant, in UTC. */
export type Instant = string;

/** As OAuth 2 names them (RFC 6749). */
export type IssuedToken = {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  /** Seconds. */
  readonly expires_in: number;
};

/** ISO 3166-1, two letters, of a country there is. */
export type KnownCountry = string;

/** A currency that a property may be opened in. */
export type KnownCurrency = Currency;

/** How many lines were taken: all of them, or the request is refused. */
export type LinesSet = {
  readonly lines: number;
};

export type LinkGuest = {
  readonly guestId: GuestId;
};

/** A language and where it is spoken, as BCP 47 has it: `pt-PT`. */
export type Locale = string;

/** What is served with the room. */
export type MealPlan = 'room_only' | 'bed_and_breakfast' | 'half_board' | 'full_board' | 'all_inclusive';

export type MergeGuest = {
  /** The other profile of the same person, found under this one from now on. */
  readonly mergedGuestId: GuestId;
};

/** What is left out stays. Rates go with arrival and departure, and are given whenever these move. A quote stands for all of stay, room type, persons and price; without a new one, whoever changes these loses the old. */
export type ModifyReservation = {
  readonly quoteId?: string;
  readonly arrival?: HotelDate;
  readonly departure?: HotelDate;
  readonly roomType?: RoomTypeCode;
  readonly rates?: readonly NightRate[];
  readonly adults?: number;
  readonly children?: number | null;
  readonly infants?: number;
  readonly guest?: ReservationsGuest;
  readonly country?: CountryCode | null;
  readonly externalCode?: string;
  readonly comment?: string;
};

export type NamedRatePlan = {
  readonly ratePlan: RatePlanCode;
  readonly name: string;
  readonly mealPlan: MealPlan;
  readonly derivation: Derivation | null;
  readonly extras: readonly Extra[];
  readonly freeNights?: FreeNights;
  readonly guests?: PlanGuests;
  readonly freeChildren?: FreeChildren;
  readonly policies?: Policies;
  readonly accessCodes?: readonly AccessCode[];
  readonly sellFrom?: HotelDate;
  readonly sellTo?: HotelDate;
};

export type NamedRoom = {
  readonly room: RoomNumber;
  readonly roomType: RoomTypeCode;
  readonly floor: string | null;
  readonly features: readonly RoomFeature[];
  readonly connectsTo: readonly RoomNumber[];
  readonly active: boolean;
};

export type NightAvailability = {
  readonly night: HotelDate;
  readonly physical: number;
  readonly outOfOrder: number;
  /** `null`: no limit beyond what is usable. */
  readonly sellLimit: number | null;
  readonly hard: boolean;
  readonly sold: number;
  /** Of the sold ones, how many were accepted beyond the limit and are on the work list. */
  readonly flagged: number;
  /** Sold before the limit fell below; on the work list too. */
  readonly short: number;
  /** What can still be sold on this night. */
  readonly left: number;
};

/** What a room costs for a night, by who sleeps in it. */
export type NightPrice = {
  /** For one adult, two adults and so on. */
  readonly adultsMinor: readonly AmountMinor[];
  /** For each adult beyond those; absent: there is no bed for more. */
  readonly extraAdultMinor?: AmountMinor;
  /** A child of no bracket is priced as an adult. */
  readonly children: AgeBrackets;
  /** Fewer have no price; absent: one is enough. */
  readonly personsMin?: number;
  /** So many at least pay as adults: children make up for those who are missing, the oldest first. */
  readonly fullPayersMin?: number;
  /** Whether `adultsMinor` is told by all who sleep there, children too, each adult paying his share of it: a price by person that falls with the second guest, whoever that is. Absent: by those who pay as adults. */
  readonly sharedByAll?: boolean;
  /** All of it is for so many nights in a row, such as a week: each has its part, to the minor unit, counted from the arrival or from the first night of this price. Absent: for one. */
  readonly forNights?: number;
};

/** The price of one night, in minor units of the property's currency. */
export type NightRate = {
  readonly night: HotelDate;
  readonly amountMinor: AmountMinor;
  readonly currency: Currency;
};

/** Of one night: rooms of checked-out stays, and what was charged for them. */
export type NightStatistics = {
  readonly night: HotelDate;
  readonly roomType: RoomTypeCode;
  readonly roomsSold: number;
  /** Minor units of the property's currency. */
  readonly roomRevenueMinor: number;
};

export type NightStatisticsAnswer = {
  readonly nights: readonly NightStatistics[];
};

export type NoDetails = Readonly<Record<string, never>>;

/** Who may sleep in a room: usually, and at most. Children count as persons. */
export type Occupancy = {
  readonly standard: number;
  readonly maximum: number;
  readonly adultsMax: number;
  readonly childrenMax: number;
};

export type Offer = {
  /** Signed: whoever books with it before `heldUntil` pays exactly this. Nothing is kept for it. */
  readonly quoteId: string;
  readonly roomType: RoomTypeCode;
  readonly roomsLeft: number;
  readonly ratePlan: RatePlanCode;
  readonly mealPlan: MealPlan;
  readonly purpose: TravelPurpose;
  readonly exemptions?: readonly ExemptionCode[];
  readonly childrenAges: readonly number[];
  readonly lines: readonly QuoteLine[];
  readonly taxes: readonly ({
    readonly code: TaxCode;
    readonly amountMinor: AmountMinor;
    readonly name: string;
    readonly onBehalf: boolean;
  })[];
  readonly netMinor: AmountMinor;
  readonly taxMinor: AmountMinor;
  readonly totalMinor: AmountMinor;
  readonly policies: {
    readonly guarantee: Guarantee | null;
    readonly deposit: {
      readonly amountMinor: AmountMinor;
      readonly dueAt: Instant;
    } | null;
    readonly cancellation: readonly ({
      readonly from: Instant;
      readonly fee: FeeDue;
    })[];
    readonly noShow: FeeDue | null;
  };
  /** The policies as sentences, for whoever books. */
  readonly policiesInWords: readonly string[];
};

/** Who a plan is for: a family, two adults, a single traveller; what is left out is not asked. Children's ages are years, both within. */
export type PlanGuests = {
  readonly adultsMin?: number;
  readonly adultsMax?: number;
  readonly childrenMin?: number;
  readonly childrenMax?: number;
  readonly childAgeFrom?: Age;
  readonly childAgeTo?: Age;
};

/** What a booking by a plan binds the guest to (H12, H13). */
export type Policies = {
  readonly guarantee: Guarantee;
  /** `due` is `null` where it is owed with the booking. */
  readonly deposit: {
    readonly amount: Fee;
    readonly due: {
      readonly days: number;
      readonly at: string;
    } | null;
  } | null;
  /** From its time on a tier asks its fee; where several do, the highest. `null`: from the booking on. */
  readonly cancellation: readonly ({
    readonly from: {
      readonly days: number;
      readonly at: string;
    } | null;
    readonly fee: Fee;
  })[];
  /** `null`: a guest who does not come owes nothing. */
  readonly noShow: Fee | null;
};

export type PriceCalendar = {
  readonly currency: Currency;
  readonly nights: readonly ({
    readonly night: HotelDate;
    readonly roomsLeft: number;
    readonly lowest?: {
      readonly ratePlan: RatePlanCode;
      readonly roomType: RoomTypeCode;
      readonly amountMinor: AmountMinor;
      readonly roomsLeft: number;
      readonly arrival: boolean;
      readonly nightsMin: number;
    };
  })[];
};

export type PriceLine = {
  /** A plan with prices of its own. */
  readonly ratePlan: RatePlanCode;
  readonly roomType: RoomTypeCode;
  readonly from: HotelDate;
  readonly to: HotelDate;
  readonly weekdays?: Weekdays;
  /** `null`: not sold on these nights. */
  readonly price: NightPrice | null;
};

export type PricedStay = {
  readonly ratePlan: RatePlanCode;
  readonly mealPlan: MealPlan;
  readonly purpose: TravelPurpose;
  /** Of taxes, as they were claimed; absent where none was. */
  readonly exemptions?: readonly ExemptionCode[];
  /** In years, on the day of arrival. */
  readonly childrenAges: readonly number[];
  /** They add up to the total, exactly. */
  readonly lines: readonly QuoteLine[];
  readonly taxes: readonly ({
    readonly code: TaxCode;
    readonly amountMinor: AmountMinor;
    readonly name: string;
    readonly onBehalf: boolean;
  })[];
  readonly netMinor: AmountMinor;
  readonly taxMinor: AmountMinor;
  readonly totalMinor: AmountMinor;
  readonly policies: {
    readonly guarantee: Guarantee | null;
    readonly deposit: {
      readonly amountMinor: AmountMinor;
      readonly dueAt: Instant;
    } | null;
    readonly cancellation: readonly ({
      readonly from: Instant;
      readonly fee: FeeDue;
    })[];
    readonly noShow: FeeDue | null;
  };
};

export type Property = {
  readonly id: PropertyId;
  readonly name: string;
  readonly timeZone: string;
  readonly currency: Currency;
  /** Digits after the point of an amount: 2 for EUR, 0 for JPY, 3 for KWD (ISO 4217). */
  readonly currencyExponent: number;
  /** The date it opened with; `business-day` tells today's. */
  readonly businessDate: HotelDate;
  readonly roomTypes: readonly RoomType[];
  readonly locale?: Locale;
  readonly address?: Address;
  readonly checkInFrom?: string;
  readonly checkOutUntil?: string;
  readonly taxEnvironment?: string;
};

/** What of a property may change. Its time zone, currency and first business date are fixed when it opens: its books are kept by them. */
export type PropertyDetails = {
  readonly name: string;
  readonly locale: Locale;
  readonly address: Address;
  readonly checkInFrom: string;
  readonly checkOutUntil: string;
  readonly taxEnvironment: string;
};

export type PropertyId = string;

export type PropertyOffer = {
  readonly propertyId: PropertyId;
  readonly name: string;
  readonly country: string;
  readonly currency: Currency;
  readonly ratePlan: RatePlanCode;
  readonly roomType: RoomTypeCode;
  readonly mealPlan: MealPlan;
  /** With all taxes. */
  readonly totalMinor: AmountMinor;
  readonly roomsLeft: number;
};

/** The cheapest first, currency by currency; a property where nothing can be had is not among them. */
export type PropertyOfferPage = {
  readonly properties: readonly PropertyOffer[];
  readonly nextCursor?: string;
};

export type PropertyPage = {
  readonly properties: readonly Property[];
  readonly nextCursor?: string;
};

/** Of a property since it opened. */
export type PropertyStatistics = {
  readonly reservations: number;
  readonly status: {
    readonly confirmed: number;
    readonly in_house: number;
    readonly checked_out: number;
    readonly cancelled: number;
    readonly no_show: number;
  };
  readonly roomNightsSold: number;
  readonly roomRevenueMinor: number;
  /** Exact decimal text in the currency's unit. */
  readonly roomRevenue: string;
  /** Room revenue per room night sold, 4 decimals; `null` when none was sold. */
  readonly adr: string | null;
  /** Of equal peaks the first date; `null` when none was sold. */
  readonly peakRoomsSold: {
    readonly date: HotelDate;
    readonly rooms: number;
  } | null;
  readonly byStayMonth: Readonly<Record<string, {
    readonly roomNights: number;
    readonly roomRevenue: string;
    readonly adr: string;
  }>>;
  /** Bookings refused for want of a room (OPERA's turnaway of type Denial). */
  readonly turnedAway: number;
  /** Reason → how many bookings were flagged for it, those turned away among them. */
  readonly flagged: Readonly<Record<string, number>>;
};

export type Quote = {
  readonly arrival: HotelDate;
  readonly departure: HotelDate;
  readonly currency: Currency;
  /** Prices stand until then, whatever is set meanwhile. */
  readonly heldUntil: Instant;
  /** Whether a plan has the code that was given; absent where none was. */
  readonly accessCodeKnown?: boolean;
  /** The cheapest first. */
  readonly offers: readonly Offer[];
  readonly declined: readonly ({
    readonly ratePlan: RatePlanCode;
    readonly roomType: RoomTypeCode;
    readonly mealPlan: MealPlan;
    readonly reasons: readonly DeclineReason[];
  })[];
};

export type QuoteLine = {
  readonly kind: 'room' | 'extra' | 'tax';
  /** Absent: of the stay, not of one night. */
  readonly night?: HotelDate;
  readonly category?: ChargeCategory;
  readonly extra?: ExtraCode;
  readonly netMinor: AmountMinor;
  readonly taxes: readonly ({
    readonly code: TaxCode;
    readonly amountMinor: AmountMinor;
  })[];
  /** Net and taxes. */
  readonly grossMinor: AmountMinor;
};

/** A rate plan: prices of its own, or those of another changed; and what comes with the room. */
export type RatePlan = {
  readonly name: string;
  readonly mealPlan: MealPlan;
  /** `null`: it has prices of its own. */
  readonly derivation: Derivation | null;
  /** Sold with the room: those that are not optional make the plan a package. */
  readonly extras: readonly Extra[];
  /** Absent: every night is paid for. */
  readonly freeNights?: FreeNights;
  /** Absent: whoever fits into the room. */
  readonly guests?: PlanGuests;
  /** Absent: every child pays what its age does. */
  readonly freeChildren?: FreeChildren;
  /** Absent: nothing is asked for, and who cancels or stays away owes nothing. */
  readonly policies?: Policies;
  /** Offered only to who gives one of them: a promotion, or the negotiated rate of a company. Absent: to everybody. */
  readonly accessCodes?: readonly AccessCode[];
  /** The first day it may be booked, and the first it may be no more, in the property's calendar; whatever the stay. */
  readonly sellFrom?: HotelDate;
  readonly sellTo?: HotelDate;
};

/** The code a property gives a rate plan, e.g. `BAR`. */
export type RatePlanCode = string;

export type RatePlanPage = {
  readonly ratePlans: readonly NamedRatePlan[];
};

/** A fact as it travelled, and where it stands. What is sealed in it stays sealed. */
export type RecordedEvent = {
  readonly id: string;
  readonly type: string;
  readonly subject: string;
  readonly source: string;
  readonly tenantId?: TenantId;
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
  /** By the log's clock. */
  readonly recordedAt: Instant;
  /** Absent for an event that came without a trace. */
  readonly traceId?: TraceId;
  /** Functions that read its topic. */
  readonly readBy: readonly string[];
  /** By name, extensions too. */
  readonly attributes: Readonly<Record<string, string>>;
  /** JSON text. */
  readonly data: string;
};

export type RecordedEvents = {
  readonly events: readonly RecordedEvent[];
  /** Absent when everything was looked through. A page looks through a bounded number of facts, so with filters it may be short or empty and still have a next one. */
  readonly nextCursor?: string;
};

export type RequestToken = {
  readonly email: string;
  readonly password: string;
};

export type Reservation = {
  readonly id: ReservationId;
  readonly propertyId: PropertyId;
  readonly confirmationNumber: ConfirmationNumber;
  readonly status: ReservationStatus;
  readonly version: number;
  readonly arrival: HotelDate;
  readonly departure: HotelDate;
  readonly roomType: RoomTypeCode;
  readonly assignedRoomType?: RoomTypeCode;
  readonly rates: readonly NightRate[];
  readonly currency: Currency;
  /** With all taxes and extras, where it was booked by a quote; the sum of its rates elsewhere. */
  readonly totalMinor: number;
  /** Where it was booked by a quote: as it was quoted. */
  readonly price?: PricedStay;
  /** Of a guest who cancelled or did not come, as the policies of its price ask. */
  readonly feeOwed?: FeeDue;
  readonly adults: number;
  readonly children: number | null;
  readonly infants: number;
  /** Absent when none was given, or it was erased. */
  readonly guest?: ReservationsGuest;
  readonly comment?: string;
  readonly country?: CountryCode | null;
  readonly externalCode?: string;
  readonly cancelReason?: CancelReason;
  readonly validationMessages: readonly ValidationMessage[];
  readonly actions: readonly Action[];
  readonly bookedAt: Instant;
  readonly updatedAt: Instant;
};

export type ReservationId = string;

export type ReservationPage = {
  readonly reservations: readonly Reservation[];
  /** Absent on the last page. */
  readonly nextCursor?: string;
};

/** The log has the command; nobody has decided it yet. Ask `Location`, or repeat with the same key. */
export type ReservationPending = {
  readonly id: ReservationId;
  readonly status: 'pending';
};

/** Stored states. Due in, due out and stay-over are derived from the business date, never stored. */
export type ReservationStatus = 'confirmed' | 'in_house' | 'checked_out' | 'cancelled' | 'no_show';

/** Personal data: sealed at the door, and unreadable everywhere once its key is erased. */
export type ReservationsGuest = {
  readonly firstName?: string;
  readonly lastName: string;
  readonly email?: string;
  readonly phone?: string;
};

export type ResolveWorkItem = {
  readonly note: string;
};

export type RestrictionLine = {
  readonly scope: RestrictionScope;
  readonly from: HotelDate;
  readonly to: HotelDate;
  readonly weekdays?: Weekdays;
  /** What is left out stays as it is; `null` takes a limit away. */
  readonly set: {
    readonly closed?: boolean;
    readonly closedForArrival?: boolean;
    readonly closedForDeparture?: boolean;
    readonly minimumLengthOfStay?: number | null;
    readonly maximumLengthOfStay?: number | null;
    readonly losNotAvailable?: readonly number[];
    readonly minimumStayThrough?: number | null;
    readonly maximumStayThrough?: number | null;
    readonly minimumAdvanceBooking?: number | null;
    readonly maximumAdvanceBooking?: number | null;
  };
};

/** Which stays a restriction is for: of a plan, of a room type, of both, or of the house. */
export type RestrictionScope = {
  readonly ratePlan: RatePlanCode | null;
  readonly roomType: RoomTypeCode | null;
};

export type Role = 'tenant_admin' | 'front_desk' | 'revenue_manager' | 'housekeeper' | 'channel' | 'auditor' | 'privacy_officer' | 'operator';

export type RoomDetails = {
  readonly roomType: RoomTypeCode;
  /** `3`, `-1`, `G`; `null` where nobody has said. */
  readonly floor: string | null;
  readonly features: readonly RoomFeature[];
  /** Rooms that a door leads to: a door is of both rooms, so each of them names the other. */
  readonly connectsTo: readonly RoomNumber[];
  /** False for a room that is none any more: it is not counted and not sold. */
  readonly active: boolean;
};

export type RoomFeature = string;

/** What stands on its door. */
export type RoomNumber = string;

/** By number, as text: `1002` before `12`. */
export type RoomPage = {
  readonly rooms: readonly NamedRoom[];
  readonly nextCursor?: string;
};

export type RoomType = {
  readonly code: RoomTypeCode;
  readonly name: string;
  /** Rooms of this type that stand. */
  readonly physical: number;
};

/** The code a property gives a room type, e.g. `DBL`. */
export type RoomTypeCode = string;

export type RoomTypeDetails = {
  readonly name: string;
  /** What guests read. */
  readonly description: string;
  /** Empty where nobody has said. */
  readonly beds: readonly Bed[];
  /** `null` where nobody has said. */
  readonly occupancy: Occupancy | null;
  /** Whether rooms of this type can be had with a door between them. */
  readonly connecting: boolean;
  /** All its rooms are in the list, so as many are sold as stand there. Until then: as many as were said. */
  readonly roomsListed: boolean;
};

export type RoomTypePage = {
  readonly roomTypes: readonly CountedRoomType[];
};

export type RoomsFit = {
  /** Whether some room of the type is free on every night, one after the other. */
  readonly fits: boolean;
  /** How often the guest changes rooms, as seldom as can be: 0 is one room. Absent where it does not fit. */
  readonly moves?: number;
  /** One after the other; empty where it does not fit. */
  readonly rooms: readonly ({
    readonly room: RoomNumber;
    readonly from: HotelDate;
    readonly to: HotelDate;
  })[];
};

/** Where amounts become whole minor units (R-M): each line, each tax of a stay, or all taxes together. */
export type Rounding = {
  readonly point: 'per_line' | 'per_tax_bucket' | 'per_document';
  readonly mode: 'half_up' | 'half_even' | 'down' | 'up';
};

export type RunningFunction = {
  readonly name: string;
  readonly context: string;
  readonly kind: 'http' | 'subscriber' | 'consumer' | 'relay' | 'schedule';
  readonly purpose: string;
  /** Its route, its topic, the broker its events come from, or its cron expression. */
  readonly wokenBy: string;
  /** What a caller must hold; absent where no caller is. */
  readonly permission?: string;
};

export type RunningFunctions = {
  readonly house: string;
  readonly functions: readonly RunningFunction[];
};

/** Whatever is given must be true of a guest. In a body, because an address is written down on its way. Upper and lower case, accents, blanks and hyphens do not count; of a phone its digits do, with the country's in front. */
export type SearchGuests = {
  readonly lastName?: string;
  /** The last name begins so; of its letters the first eight count. */
  readonly lastNameStart?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly limit?: number;
  readonly cursor?: string;
};

/** What a stay costs at least in each property of a city. */
export type SearchProperties = {
  readonly arrival: HotelDate;
  readonly departure: HotelDate;
  readonly adults: number;
  readonly childrenAges?: readonly number[];
  readonly purpose?: TravelPurpose;
  readonly accessCode?: AccessCode;
  /** As the properties' addresses say it, in any case. */
  readonly city: string;
  /** Where more than one country has a city of that name. */
  readonly country?: KnownCountry;
  readonly limit?: number;
  readonly cursor?: string;
};

export type SetIdentityProvider = {
  /** On the button of its sign-in page. */
  readonly title: string;
  /** As its tokens say it, to the character; its discovery document must say the same. */
  readonly issuer: string;
  /** What its access tokens are for: the house, and no client's own id. */
  readonly audience: string;
  readonly algorithms: readonly ('EdDSA' | 'Ed25519' | 'ES256' | 'ES384' | 'ES512' | 'PS256' | 'PS384' | 'PS512' | 'RS256' | 'RS384' | 'RS512')[];
  /** What stands as `typ` in the header of its access tokens. */
  readonly tokenType: 'JWT' | 'at+jwt';
  /** A value of the claim that is not listed means nothing; without one its people may do nothing. */
  readonly roles: {
    readonly claim: readonly string[];
    readonly values: readonly ({
      readonly value: string;
      readonly role: 'tenant_admin' | 'front_desk' | 'revenue_manager' | 'housekeeper' | 'channel' | 'auditor' | 'privacy_officer' | 'operator';
    })[];
  };
  /** Which properties its people may touch; without `values` the claim holds their ids, or `all`. */
  readonly properties: 'all' | {
    readonly claim: readonly string[];
    readonly values?: readonly ({
      readonly value: string;
      readonly propertyIds: 'all' | readonly PropertyId[];
    })[];
  };
  /** For people with a browser (authorization code with PKCE, a client without a secret); left out, tokens alone are taken. */
  readonly signIn?: {
    readonly clientId: string;
    readonly scope: string;
    readonly resource?: string;
  };
};

/** Rooms of a type out of order on the nights `[from, to)`: they cannot be sold. 0 ends it. */
export type SetOutOfOrder = {
  readonly from: HotelDate;
  readonly to: HotelDate;
  readonly roomType: RoomTypeCode;
  readonly rooms: number;
};

export type SetPrices = {
  readonly prices: readonly PriceLine[];
};

export type SetRestrictions = {
  readonly restrictions: readonly RestrictionLine[];
};

/** Rooms of a type that stand, on the nights `[from, to)`. */
export type SetRoomCount = {
  readonly from: HotelDate;
  readonly to: HotelDate;
  readonly roomType: RoomTypeCode;
  readonly physical: number;
};

/** How many may be sold on the nights `[from, to)`: above what is usable it allows overbooking. */
export type SetSellLimit = {
  readonly from: HotelDate;
  readonly to: HotelDate;
  /** `null` for the whole house. */
  readonly roomType: RoomTypeCode | null;
  /** `null` removes the limit. */
  readonly rooms: number | null;
  /** A hard limit binds accept-and-flag sources too. */
  readonly hard?: boolean;
};

export type SignedIn = {
  readonly access_token: string;
  readonly token_type: 'Bearer';
  /** Seconds. */
  readonly expires_in: number;
  /** For signing out at the provider. */
  readonly id_token: string;
  /** What to call whoever signed in. */
  readonly name: string;
};

/** Half-open: the guest sleeps on the night of `arrival` and is gone on `departure`. Equal dates are day use. */
export type SubmitReservation = {
  readonly arrival: HotelDate;
  readonly departure: HotelDate;
  readonly roomType: RoomTypeCode;
  readonly rates: readonly NightRate[];
  readonly adults: number;
  readonly children?: number | null;
  readonly infants?: number;
  readonly guest?: ReservationsGuest;
  readonly country?: CountryCode | null;
  readonly externalCode?: string;
  readonly comment?: string;
};

export type Tax = {
  readonly code: TaxCode;
  readonly name: string;
  readonly amount: {
    readonly kind: 'percentage';
    readonly ratePpm: number;
    readonly ceiling?: {
      readonly charging: Charging;
      readonly amountMinor: AmountMinor;
    };
  } | {
    readonly kind: 'percentage_rate_based';
    readonly bands: readonly ({
      readonly fromMinor: AmountMinor;
      readonly ratePpm: number;
    })[];
  } | {
    readonly kind: 'fixed';
    readonly charging: Charging;
    readonly amountMinor: AmountMinor;
  } | {
    readonly kind: 'fixed_rate_based';
    readonly charging: 'per_night' | 'per_person_night';
    readonly bands: readonly ({
      readonly fromMinor: AmountMinor;
      readonly amountMinor: AmountMinor;
    })[];
  };
  /** Whether prices are given with it (and it is taken out of them) or without (and it is added). */
  readonly included: boolean;
  /** What it is laid on. A fixed one is laid on the stay; it names none, nor does a share of other taxes alone. */
  readonly on: readonly ChargeCategory[];
  /** Taxes that count as part of what this percentage is taken of. */
  readonly onTaxes: readonly TaxCode[];
  /** The night of a stay it begins with (1: the first), and the last it is laid on; absent: on all of them. */
  readonly nightsFrom?: number;
  readonly nightsMax?: number;
  /** Of stays that are shorter or longer none of it is owed, from the first night on. */
  readonly stayNightsMin?: number;
  readonly stayNightsMax?: number;
  /** The first night it is laid on, and the first it is no more; what is of no night goes by the arrival. */
  readonly from?: HotelDate;
  readonly to?: HotelDate;
  /** Who is younger does not pay; of a percentage, their share by heads is left out. */
  readonly ageFrom?: Age;
  /** Who is older does not pay, as adults do not. */
  readonly ageTo?: Age;
  readonly exemptPurposes: readonly TravelPurpose[];
  /** A stay that claims one of them does not owe it. */
  readonly exemptions?: readonly ExemptionCode[];
  /** Collected for a city or state: a liability, never revenue. */
  readonly onBehalf: boolean;
};

/** The code a property gives a tax, e.g. `VAT10`. */
export type TaxCode = string;

/** The taxes of a property, in the order they are shown in. */
export type TaxEnvironment = {
  readonly taxes: readonly Tax[];
  readonly rounding: Rounding;
};

export type Tenant = {
  readonly id: TenantId;
  readonly name: string;
};

export type TenantId = string;

export type TenantPage = {
  readonly tenants: readonly Tenant[];
};

export type Trace = {
  readonly traceId: TraceId;
  /** Of what began it. */
  readonly name: string;
  readonly service: string;
  /** Microseconds since 1970. */
  readonly startedAtUs: number;
  /** From the first start to the last end. */
  readonly durationUs: number;
  readonly spans: number;
  readonly errors: number;
};

export type TraceId = string;

export type TraceSpan = {
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly service: string;
  /** The function's name. */
  readonly name: string;
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  /** Microseconds since 1970. */
  readonly startedAtUs: number;
  readonly durationUs: number;
  readonly status: 'ok' | 'error';
  readonly attributes: Readonly<Record<string, string | number | boolean>>;
};

export type TraceSpans = {
  readonly traceId: TraceId;
  readonly spans: readonly TraceSpan[];
};

export type Traces = {
  readonly traces: readonly Trace[];
};

/** Why people travel: some city taxes are not for those who must. */
export type TravelPurpose = 'business' | 'leisure';

export type User = {
  readonly id: string;
  readonly tenantId: string;
  readonly email: string;
  readonly name: string;
  readonly roles: readonly Role[];
  readonly propertyIds: 'all' | readonly string[];
};

export type UserPage = {
  readonly users: readonly User[];
};

/** Why a reservation that was accepted still needs a person: codes of the work list. */
export type ValidationCode = 'overbooked' | 'restricted' | 'maximum_occupancy' | 'quote_expired' | 'guests_missing' | 'children_unknown' | 'rate_negative' | 'country_unknown';

/** `nights` names the nights concerned where the code is about nights. */
export type ValidationMessage = {
  readonly code: ValidationCode;
  readonly nights?: readonly HotelDate[];
};

/** Monday is 1 (ISO 8601). */
export type Weekdays = readonly number[];

export type WorkItem = {
  readonly id: string;
  /** A flagged reservation, a refused booking of a source that flags, or a night short of rooms. */
  readonly kind: 'reservation' | 'turned_away' | 'night';
  readonly reason: string;
  /** `closed`: its cause went away by itself. */
  readonly status: 'open' | 'resolved' | 'closed';
  readonly reservationId?: ReservationId;
  /** Of a night's item: which type, or `house`. */
  readonly roomType?: string;
  readonly nights: readonly HotelDate[];
  /** Of a night's item: how many rooms are short. */
  readonly rooms: number;
  readonly openedOn: HotelDate;
  /** How it was dealt with. */
  readonly note?: string;
};

export type WorkItemPage = {
  readonly workItems: readonly WorkItem[];
  readonly nextCursor?: string;
};

export interface Operations {
  /** Books one room at exactly the price of a quote, or says which nights lack a room. */
  'book-quote': {
    readonly params: {
      readonly propertyId: PropertyId;
    };
    readonly body: BookQuote;
    readonly answers: {
      readonly 201: Reservation;
      readonly 202: ReservationPending;
    };
    readonly problems: {
      readonly 400: 'idempotency_key_invalid' | 'idempotency_key_missing' | 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown' | 'reservation_unknown' | 'work_item_unknown';
      readonly 409: 'business_day_not_open' | 'day_close_blocked' | 'guest_in_house' | 'maximum_occupancy' | 'no_room' | 'not_due_in' | 'not_due_out' | 'not_in_house' | 'not_same_business_day' | 'property_exists' | 'reservation_closed' | 'restricted';
      readonly 412: 'version_conflict';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 422: 'arrival_in_past' | 'booking_incomplete' | 'currency_mismatch' | 'idempotency_key_reused' | 'night_closed' | 'price_mismatch' | 'quote_expired' | 'quote_unknown' | 'rates_do_not_match_nights' | 'restrictions_too_many' | 'room_type_unknown' | 'stay_too_far_ahead';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Cancels a reservation and gives its nights back. */
  'cancel-reservation': {
    readonly params: {
      readonly propertyId: PropertyId;
      readonly reservationId: ReservationId;
    };
    readonly body: CancelReservation;
    readonly answers: {
      readonly 200: Reservation;
      readonly 202: CommandPending;
    };
    readonly problems: {
      readonly 400: 'idempotency_key_invalid' | 'idempotency_key_missing' | 'if_match_invalid' | 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown' | 'reservation_unknown' | 'work_item_unknown';
      readonly 409: 'business_day_not_open' | 'day_close_blocked' | 'guest_in_house' | 'maximum_occupancy' | 'no_room' | 'not_due_in' | 'not_due_out' | 'not_in_house' | 'not_same_business_day' | 'property_exists' | 'reservation_closed' | 'restricted';
      readonly 412: 'version_conflict';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 422: 'arrival_in_past' | 'booking_incomplete' | 'currency_mismatch' | 'idempotency_key_reused' | 'night_closed' | 'price_mismatch' | 'quote_expired' | 'rates_do_not_match_nights' | 'restrictions_too_many' | 'room_type_unknown' | 'stay_too_far_ahead';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Puts another profile in the place of the one a guest has. */
  'change-guest': {
    readonly params: {
      readonly guestId: GuestId;
    };
    readonly body: GuestProfile;
    readonly answers: {
      readonly 200: Guest;
    };
    readonly problems: {
      readonly 400: 'if_match_invalid' | 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden';
      readonly 404: 'guest_unknown' | 'not_found';
      readonly 409: 'guest_merged';
      readonly 410: 'guest_erased';
      readonly 412: 'version_conflict';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Checks a guest in; another room type than the booked one takes its nights instead. */
  'check-in-reservation': {
    readonly params: {
      readonly propertyId: PropertyId;
      readonly reservationId: ReservationId;
    };
    readonly body: CheckInReservation;
    readonly answers: {
      readonly 200: Reservation;
      readonly 202: CommandPending;
    };
    readonly problems: {
      readonly 400: 'idempotency_key_invalid' | 'idempotency_key_missing' | 'if_match_invalid' | 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown' | 'reservation_unknown' | 'work_item_unknown';
      readonly 409: 'business_day_not_open' | 'day_close_blocked' | 'guest_in_house' | 'maximum_occupancy' | 'no_room' | 'not_due_in' | 'not_due_out' | 'not_in_house' | 'not_same_business_day' | 'property_exists' | 'reservation_closed' | 'restricted';
      readonly 412: 'version_conflict';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 422: 'arrival_in_past' | 'booking_incomplete' | 'currency_mismatch' | 'idempotency_key_reused' | 'night_closed' | 'price_mismatch' | 'quote_expired' | 'rates_do_not_match_nights' | 'restrictions_too_many' | 'room_type_unknown' | 'stay_too_far_ahead';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Checks a guest out; an early departure gives the remaining nights back. */
  'check-out-reservation': {
    readonly params: {
      readonly propertyId: PropertyId;
      readonly reservationId: ReservationId;
    };
    readonly body: CheckOutReservation;
    readonly answers: {
      readonly 200: Reservation;
      readonly 202: CommandPending;
    };
    readonly problems: {
      readonly 400: 'idempotency_key_invalid' | 'idempotency_key_missing' | 'if_match_invalid' | 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown' | 'reservation_unknown' | 'work_item_unknown';
      readonly 409: 'business_day_not_open' | 'day_close_blocked' | 'guest_in_house' | 'maximum_occupancy' | 'no_room' | 'not_due_in' | 'not_due_out' | 'not_in_house' | 'not_same_business_day' | 'property_exists' | 'reservation_closed' | 'restricted';
      readonly 412: 'version_conflict';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 422: 'arrival_in_past' | 'booking_incomplete' | 'currency_mismatch' | 'idempotency_key_reused' | 'night_closed' | 'price_mismatch' | 'quote_expired' | 'rates_do_not_match_nights' | 'restrictions_too_many' | 'room_type_unknown' | 'stay_too_far_ahead';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Closes the business day named, and opens the next; twice is once. */
  'close-business-day': {
    readonly params: {
      readonly propertyId: PropertyId;
    };
    readonly body: CloseBusinessDay;
    readonly answers: {
      readonly 200: BusinessDay;
      readonly 202: CommandPending;
    };
    readonly problems: {
      readonly 400: 'idempotency_key_invalid' | 'idempotency_key_missing' | 'if_match_invalid' | 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown' | 'reservation_unknown' | 'work_item_unknown';
      readonly 409: 'business_day_not_open' | 'day_close_blocked' | 'guest_in_house' | 'maximum_occupancy' | 'no_room' | 'not_due_in' | 'not_due_out' | 'not_in_house' | 'not_same_business_day' | 'property_exists' | 'reservation_closed' | 'restricted';
      readonly 412: 'version_conflict';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 422: 'arrival_in_past' | 'booking_incomplete' | 'currency_mismatch' | 'idempotency_key_reused' | 'night_closed' | 'price_mismatch' | 'quote_expired' | 'rates_do_not_match_nights' | 'restrictions_too_many' | 'room_type_unknown' | 'stay_too_far_ahead';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Exchanges the code that a tenant's identity provider gave a browser for its tokens. */
  'complete-sign-in': {
    readonly params: {
      readonly identityProviderId: IdentityProviderId;
    };
    readonly body: CompleteSignIn;
    readonly answers: {
      readonly 200: SignedIn;
    };
    readonly problems: {
      readonly 400: 'invalid_json' | 'invalid_request';
      readonly 401: 'sign_in_refused';
      readonly 404: 'identity_provider_unknown' | 'not_found';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 429: 'rate_limited' | 'sign_in_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'identity_provider_away' | 'timed_out' | 'unavailable';
    };
  };
  /** Creates an API token with roles of the caller, for all or some of their properties. */
  'create-api-token': {
    readonly body: CreateApiToken;
    readonly answers: {
      readonly 201: CreatedApiToken;
    };
    readonly problems: {
      readonly 400: 'idempotency_key_invalid' | 'idempotency_key_missing' | 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'permission_not_yours' | 'role_not_yours' | 'scope_not_yours';
      readonly 409: 'api_tokens_full';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 422: 'idempotency_key_reused';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Creates the profile of a guest. */
  'create-guest': {
    readonly body: GuestProfile;
    readonly answers: {
      readonly 201: GuestReceipt;
    };
    readonly problems: {
      readonly 400: 'idempotency_key_invalid' | 'idempotency_key_missing' | 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 422: 'idempotency_key_reused';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Offers every rate plan and room type for a stay, with its lines, taxes and total. */
  'create-quote': {
    readonly params: {
      readonly propertyId: PropertyId;
    };
    readonly body: CreateQuote;
    readonly answers: {
      readonly 200: Quote;
    };
    readonly problems: {
      readonly 400: 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 422: 'arrival_in_past' | 'exemption_unknown' | 'extra_unknown' | 'rate_plan_unknown' | 'room_type_unknown';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Creates a tenant: a company with its own data. */
  'create-tenant': {
    readonly body: CreateTenant;
    readonly answers: {
      readonly 201: Tenant;
    };
    readonly problems: {
      readonly 400: 'idempotency_key_invalid' | 'idempotency_key_missing' | 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden';
      readonly 409: 'tenant_taken';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 422: 'idempotency_key_reused';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Creates a user with roles, for all or some properties of its tenant. */
  'create-user': {
    readonly body: CreateUser;
    readonly answers: {
      readonly 201: User;
    };
    readonly problems: {
      readonly 400: 'idempotency_key_invalid' | 'idempotency_key_missing' | 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'role_not_yours' | 'scope_not_yours' | 'tenant_not_yours';
      readonly 404: 'tenant_unknown';
      readonly 409: 'email_taken';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 422: 'idempotency_key_reused';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Erases a guest: their keys, and what they are found by. Fiscal facts stay. */
  'erase-guest': {
    readonly params: {
      readonly guestId: GuestId;
    };
    readonly body: EraseGuest;
    readonly answers: {
      readonly 200: ErasedGuest;
    };
    readonly problems: {
      readonly 400: 'idempotency_key_invalid' | 'idempotency_key_missing' | 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden';
      readonly 404: 'guest_unknown' | 'not_found';
      readonly 409: 'guest_merged';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 422: 'idempotency_key_reused';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Gives everything that is kept of a guest as one document. */
  'export-guest': {
    readonly params: {
      readonly guestId: GuestId;
    };
    readonly answers: {
      readonly 200: GuestExport;
    };
    readonly problems: {
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden';
      readonly 404: 'guest_unknown' | 'not_found';
      readonly 409: 'export_too_large' | 'guest_merged';
      readonly 410: 'guest_erased';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Says whether a stay fits in one room, or how few moves it needs, and in which rooms. */
  'fit-rooms': {
    readonly params: {
      readonly propertyId: PropertyId;
    };
    readonly body: FitRooms;
    readonly answers: {
      readonly 200: RoomsFit;
    };
    readonly problems: {
      readonly 400: 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Gives rooms standing, out of order, sold and left, per room type and night. */
  'get-availability': {
    readonly params: {
      readonly propertyId: PropertyId;
    };
    readonly query: {
      readonly from: HotelDate;
      readonly to: HotelDate;
    };
    readonly answers: {
      readonly 200: Availability;
    };
    readonly problems: {
      readonly 400: 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Gives the open business date of a property. */
  'get-business-day': {
    readonly params: {
      readonly propertyId: PropertyId;
    };
    readonly answers: {
      readonly 200: BusinessDay;
    };
    readonly problems: {
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Gives one fact by its id, if it is among the newest 20000. */
  'get-event': {
    readonly params: {
      readonly eventId: string;
    };
    readonly answers: {
      readonly 200: RecordedEvent;
    };
    readonly problems: {
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden';
      readonly 404: 'event_unknown' | 'not_found';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Gives the profile of one guest. */
  'get-guest': {
    readonly params: {
      readonly guestId: GuestId;
    };
    readonly answers: {
      readonly 200: Guest;
    };
    readonly problems: {
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden';
      readonly 404: 'guest_unknown' | 'not_found';
      readonly 410: 'guest_erased';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Gives the keys that tokens of the house's own issuer are checked with. */
  'get-issuer-keys': {
    readonly answers: {
      readonly 200: {
        readonly keys: readonly (Readonly<Record<string, unknown>>)[];
      };
    };
    readonly problems: {
      readonly 404: 'issuer_off';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Gives the reference data of one property. */
  'get-property': {
    readonly params: {
      readonly propertyId: PropertyId;
    };
    readonly answers: {
      readonly 200: Property;
    };
    readonly problems: {
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Tells what a property sold, night by night summed up, and what it turned away. */
  'get-property-statistics': {
    readonly params: {
      readonly propertyId: PropertyId;
    };
    readonly answers: {
      readonly 200: PropertyStatistics;
    };
    readonly problems: {
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Gives one reservation with what may be done to it now. */
  'get-reservation': {
    readonly params: {
      readonly propertyId: PropertyId;
      readonly reservationId: ReservationId;
    };
    readonly query?: {
      readonly submitted?: string;
    };
    readonly answers: {
      readonly 200: Reservation;
      readonly 202: ReservationPending;
    };
    readonly problems: {
      readonly 400: 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'reservation_unknown';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Gives one room: its type, floor, features and the rooms it connects to. */
  'get-room': {
    readonly params: {
      readonly propertyId: PropertyId;
      readonly room: RoomNumber;
    };
    readonly answers: {
      readonly 200: NamedRoom;
    };
    readonly problems: {
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown' | 'room_unknown';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Gives one room type: beds, occupancy, description, and how many rooms are listed. */
  'get-room-type': {
    readonly params: {
      readonly propertyId: PropertyId;
      readonly roomType: RoomTypeCode;
    };
    readonly answers: {
      readonly 200: CountedRoomType;
    };
    readonly problems: {
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown' | 'room_type_not_found';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Gives the taxes of a property and how they are rounded. */
  'get-taxes': {
    readonly params: {
      readonly propertyId: PropertyId;
    };
    readonly answers: {
      readonly 200: TaxEnvironment;
    };
    readonly problems: {
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Gives the spans of one trace, by their start. */
  'get-trace': {
    readonly params: {
      readonly traceId: TraceId;
    };
    readonly answers: {
      readonly 200: TraceSpans;
    };
    readonly problems: {
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden';
      readonly 404: 'not_found' | 'trace_unknown';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Takes up to 500 commands of one property at their own times, each with its own key. */
  'import-reservations': {
    readonly params: {
      readonly propertyId: PropertyId;
    };
    readonly body: ImportCommands;
    readonly answers: {
      readonly 200: ImportResults;
    };
    readonly problems: {
      readonly 400: 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Signs a token for a user of the house's own issuer. */
  'issue-token': {
    readonly body: RequestToken;
    readonly answers: {
      readonly 200: IssuedToken;
    };
    readonly problems: {
      readonly 400: 'invalid_json' | 'invalid_request';
      readonly 401: 'credentials_invalid';
      readonly 404: 'issuer_off';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 429: 'rate_limited' | 'sign_in_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Says whose stay a reservation is, in the place of whoever was said before. */
  'link-guest': {
    readonly params: {
      readonly propertyId: PropertyId;
      readonly reservationId: ReservationId;
    };
    readonly body: LinkGuest;
    readonly answers: {
      readonly 200: GuestReservation;
    };
    readonly problems: {
      readonly 400: 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'reservation_unknown';
      readonly 409: 'guest_merged' | 'guest_reservations_full';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 422: 'guest_unfit';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Lists the API tokens of a tenant, those that work first, the newest first. */
  'list-api-tokens': {
    readonly answers: {
      readonly 200: ApiTokenPage;
    };
    readonly problems: {
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Lists who arrives on a date, the business date unless another is asked for. */
  'list-arrivals': {
    readonly params: {
      readonly propertyId: PropertyId;
    };
    readonly query?: {
      readonly date?: HotelDate;
      readonly limit?: number;
      readonly cursor?: string;
    };
    readonly answers: {
      readonly 200: ArrivalPage;
    };
    readonly problems: {
      readonly 400: 'cursor_invalid' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Lists what was done in a tenant beside its properties, newest first, in pages. */
  'list-audit-entries': {
    readonly query?: {
      readonly subject?: string;
      readonly actor?: string;
      readonly type?: string;
      readonly since?: Instant;
      readonly until?: Instant;
      readonly limit?: number;
      readonly cursor?: string;
    };
    readonly answers: {
      readonly 200: AuditEntryPage;
    };
    readonly problems: {
      readonly 400: 'cursor_invalid' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'tenant_out_of_scope';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Lists events that could not be delivered, newest first, in pages. */
  'list-dead-letters': {
    readonly query?: {
      readonly trigger?: string;
      readonly limit?: number;
      readonly cursor?: string;
    };
    readonly answers: {
      readonly 200: {
        readonly deadLetters: readonly ({
          readonly id: string;
          readonly trigger: string;
          readonly topic: string;
          readonly partition: number;
          readonly offset: number;
          readonly code: number;
          readonly error: string;
          readonly attributes: Readonly<Record<string, string>>;
          readonly failedAt: Instant;
          readonly retriedAt?: Instant;
        })[];
        readonly nextCursor?: string;
      };
    };
    readonly problems: {
      readonly 400: 'cursor_invalid' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Lists recorded facts with their data, newest first, in pages. */
  'list-events': {
    readonly query?: {
      readonly type?: string;
      readonly subject?: string;
      readonly tenantId?: TenantId;
      readonly limit?: number;
      readonly cursor?: string;
    };
    readonly answers: {
      readonly 200: RecordedEvents;
    };
    readonly problems: {
      readonly 400: 'cursor_invalid' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Lists the functions that run, with what wakes them. */
  'list-functions': {
    readonly answers: {
      readonly 200: RunningFunctions;
    };
    readonly problems: {
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Lists the reservations of a guest at all properties of the tenant, in pages. */
  'list-guest-reservations': {
    readonly params: {
      readonly guestId: GuestId;
    };
    readonly query?: {
      readonly limit?: number;
      readonly cursor?: string;
    };
    readonly answers: {
      readonly 200: GuestReservationPage;
    };
    readonly problems: {
      readonly 400: 'cursor_invalid' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden';
      readonly 404: 'guest_unknown' | 'not_found';
      readonly 410: 'guest_erased';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Lists the identity providers of a tenant by their titles. */
  'list-identity-providers': {
    readonly answers: {
      readonly 200: IdentityProviderPage;
    };
    readonly problems: {
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Lists the guests in the house, by departure. */
  'list-in-house': {
    readonly params: {
      readonly propertyId: PropertyId;
    };
    readonly query?: {
      readonly limit?: number;
      readonly cursor?: string;
    };
    readonly answers: {
      readonly 200: InHousePage;
    };
    readonly problems: {
      readonly 400: 'cursor_invalid' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Lists the lowest price and the rooms left of each night, and who may arrive. */
  'list-lowest-prices': {
    readonly params: {
      readonly propertyId: PropertyId;
    };
    readonly query: {
      readonly from: HotelDate;
      readonly to: HotelDate;
      readonly adults?: number;
      readonly ratePlan?: RatePlanCode;
      readonly roomType?: RoomTypeCode;
    };
    readonly answers: {
      readonly 200: PriceCalendar;
    };
    readonly problems: {
      readonly 400: 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown';
      readonly 422: 'rate_plan_unknown';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Tells how many rooms each night sold and what was charged for them. */
  'list-night-statistics': {
    readonly params: {
      readonly propertyId: PropertyId;
    };
    readonly query: {
      readonly from: HotelDate;
      readonly to: HotelDate;
    };
    readonly answers: {
      readonly 200: NightStatisticsAnswer;
    };
    readonly problems: {
      readonly 400: 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Lists the properties of the tenant that the caller may touch. */
  'list-properties': {
    readonly answers: {
      readonly 200: PropertyPage;
    };
    readonly problems: {
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Lists what was done at a property, by whom and from where, newest first, in pages. */
  'list-property-audit-entries': {
    readonly params: {
      readonly propertyId: PropertyId;
    };
    readonly query?: {
      readonly subject?: string;
      readonly actor?: string;
      readonly type?: string;
      readonly since?: Instant;
      readonly until?: Instant;
      readonly limit?: number;
      readonly cursor?: string;
    };
    readonly answers: {
      readonly 200: AuditEntryPage;
    };
    readonly problems: {
      readonly 400: 'cursor_invalid' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Lists the rate plans of a property, by their codes. */
  'list-rate-plans': {
    readonly params: {
      readonly propertyId: PropertyId;
    };
    readonly answers: {
      readonly 200: RatePlanPage;
    };
    readonly problems: {
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Lists reservations of a property by status, arrival, departure or presence, in pages. */
  'list-reservations': {
    readonly params: {
      readonly propertyId: PropertyId;
    };
    readonly query?: {
      readonly status?: ReservationStatus;
      readonly arrivalFrom?: HotelDate;
      readonly arrivalTo?: HotelDate;
      readonly departureFrom?: HotelDate;
      readonly departureTo?: HotelDate;
      readonly inHouse?: 'true' | 'false';
      readonly limit?: number;
      readonly cursor?: string;
    };
    readonly answers: {
      readonly 200: ReservationPage;
    };
    readonly problems: {
      readonly 400: 'cursor_invalid' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Lists the room types of a property with their beds, occupancy and rooms. */
  'list-room-types': {
    readonly params: {
      readonly propertyId: PropertyId;
    };
    readonly answers: {
      readonly 200: RoomTypePage;
    };
    readonly problems: {
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Lists the rooms of a property with type, floor, features and doors, in pages. */
  'list-rooms': {
    readonly params: {
      readonly propertyId: PropertyId;
    };
    readonly query?: {
      readonly roomType?: RoomTypeCode;
      readonly limit?: number;
      readonly cursor?: string;
    };
    readonly answers: {
      readonly 200: RoomPage;
    };
    readonly problems: {
      readonly 400: 'cursor_invalid' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Lists the tenants of the house by name. */
  'list-tenants': {
    readonly answers: {
      readonly 200: TenantPage;
    };
    readonly problems: {
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Lists the last traces, newest first. */
  'list-traces': {
    readonly query?: {
      readonly limit?: number;
    };
    readonly answers: {
      readonly 200: Traces;
    };
    readonly problems: {
      readonly 400: 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Lists the users of a tenant by address. */
  'list-users': {
    readonly answers: {
      readonly 200: UserPage;
    };
    readonly problems: {
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Lists what needs a person: flagged bookings, refused ones of flagging sources, nights short of rooms. */
  'list-work-items': {
    readonly params: {
      readonly propertyId: PropertyId;
    };
    readonly query?: {
      readonly status?: 'open' | 'resolved' | 'closed';
      readonly reason?: string;
      readonly limit?: number;
      readonly cursor?: string;
    };
    readonly answers: {
      readonly 200: WorkItemPage;
    };
    readonly problems: {
      readonly 400: 'cursor_invalid' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Marks a guest who did not come; the first night is kept and the others are given back. */
  'mark-no-show': {
    readonly params: {
      readonly propertyId: PropertyId;
      readonly reservationId: ReservationId;
    };
    readonly body: NoDetails;
    readonly answers: {
      readonly 200: Reservation;
      readonly 202: CommandPending;
    };
    readonly problems: {
      readonly 400: 'idempotency_key_invalid' | 'idempotency_key_missing' | 'if_match_invalid' | 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown' | 'reservation_unknown' | 'work_item_unknown';
      readonly 409: 'business_day_not_open' | 'day_close_blocked' | 'guest_in_house' | 'maximum_occupancy' | 'no_room' | 'not_due_in' | 'not_due_out' | 'not_in_house' | 'not_same_business_day' | 'property_exists' | 'reservation_closed' | 'restricted';
      readonly 412: 'version_conflict';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 422: 'arrival_in_past' | 'booking_incomplete' | 'currency_mismatch' | 'idempotency_key_reused' | 'night_closed' | 'price_mismatch' | 'quote_expired' | 'rates_do_not_match_nights' | 'restrictions_too_many' | 'room_type_unknown' | 'stay_too_far_ahead';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Merges another profile of the same person into this one. */
  'merge-guest': {
    readonly params: {
      readonly guestId: GuestId;
    };
    readonly body: MergeGuest;
    readonly answers: {
      readonly 200: GuestReceipt;
    };
    readonly problems: {
      readonly 400: 'idempotency_key_invalid' | 'idempotency_key_missing' | 'if_match_invalid' | 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden';
      readonly 404: 'guest_unknown' | 'not_found';
      readonly 409: 'guest_merged' | 'guest_profiles_full' | 'guest_reservations_full';
      readonly 410: 'guest_erased';
      readonly 412: 'version_conflict';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 422: 'guest_unfit' | 'idempotency_key_reused';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Changes a reservation; in house, only what is still to come. */
  'modify-reservation': {
    readonly params: {
      readonly propertyId: PropertyId;
      readonly reservationId: ReservationId;
    };
    readonly body: ModifyReservation;
    readonly answers: {
      readonly 200: Reservation;
      readonly 202: CommandPending;
    };
    readonly problems: {
      readonly 400: 'idempotency_key_invalid' | 'idempotency_key_missing' | 'if_match_invalid' | 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown' | 'reservation_unknown' | 'work_item_unknown';
      readonly 409: 'business_day_not_open' | 'day_close_blocked' | 'guest_in_house' | 'maximum_occupancy' | 'no_room' | 'not_due_in' | 'not_due_out' | 'not_in_house' | 'not_same_business_day' | 'property_exists' | 'reservation_closed' | 'restricted';
      readonly 412: 'version_conflict';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 422: 'arrival_in_past' | 'booking_incomplete' | 'currency_mismatch' | 'idempotency_key_reused' | 'night_closed' | 'price_mismatch' | 'quote_expired' | 'quote_unknown' | 'rates_do_not_match_nights' | 'restrictions_too_many' | 'room_type_unknown' | 'stay_too_far_ahead';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Opens a property: its room types, its currency and its first business date. */
  'open-property': {
    readonly body: CreateProperty;
    readonly answers: {
      readonly 201: Property;
      readonly 202: CommandPending;
    };
    readonly problems: {
      readonly 400: 'idempotency_key_invalid' | 'idempotency_key_missing' | 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden';
      readonly 404: 'property_unknown' | 'reservation_unknown' | 'work_item_unknown';
      readonly 409: 'business_day_not_open' | 'day_close_blocked' | 'guest_in_house' | 'maximum_occupancy' | 'no_room' | 'not_due_in' | 'not_due_out' | 'not_in_house' | 'not_same_business_day' | 'property_exists' | 'reservation_closed' | 'restricted';
      readonly 412: 'version_conflict';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 422: 'arrival_in_past' | 'booking_incomplete' | 'currency_mismatch' | 'idempotency_key_reused' | 'night_closed' | 'price_mismatch' | 'quote_expired' | 'rates_do_not_match_nights' | 'restrictions_too_many' | 'room_type_unknown' | 'stay_too_far_ahead';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Brings back a reservation that was cancelled, a no-show or checked out by mistake. */
  'reinstate-reservation': {
    readonly params: {
      readonly propertyId: PropertyId;
      readonly reservationId: ReservationId;
    };
    readonly body: NoDetails;
    readonly answers: {
      readonly 200: Reservation;
      readonly 202: CommandPending;
    };
    readonly problems: {
      readonly 400: 'idempotency_key_invalid' | 'idempotency_key_missing' | 'if_match_invalid' | 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown' | 'reservation_unknown' | 'work_item_unknown';
      readonly 409: 'business_day_not_open' | 'day_close_blocked' | 'guest_in_house' | 'maximum_occupancy' | 'no_room' | 'not_due_in' | 'not_due_out' | 'not_in_house' | 'not_same_business_day' | 'property_exists' | 'reservation_closed' | 'restricted';
      readonly 412: 'version_conflict';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 422: 'arrival_in_past' | 'booking_incomplete' | 'currency_mismatch' | 'idempotency_key_reused' | 'night_closed' | 'price_mismatch' | 'quote_expired' | 'rates_do_not_match_nights' | 'restrictions_too_many' | 'room_type_unknown' | 'stay_too_far_ahead';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Removes an identity provider: within ten seconds nobody comes in with a token of it. */
  'remove-identity-provider': {
    readonly params: {
      readonly identityProviderId: IdentityProviderId;
    };
    readonly answers: {
      readonly 204: null;
    };
    readonly problems: {
      readonly 400: 'idempotency_key_invalid' | 'idempotency_key_missing';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'scope_not_yours';
      readonly 404: 'identity_provider_unknown' | 'not_found';
      readonly 422: 'idempotency_key_reused';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Marks a work item as dealt with, saying how. */
  'resolve-work-item': {
    readonly params: {
      readonly propertyId: PropertyId;
      readonly workItemId: string;
    };
    readonly body: ResolveWorkItem;
    readonly answers: {
      readonly 200: {
        readonly id: string;
        readonly status: 'resolved';
        readonly note: string;
      };
      readonly 202: CommandPending;
    };
    readonly problems: {
      readonly 400: 'idempotency_key_invalid' | 'idempotency_key_missing' | 'if_match_invalid' | 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown' | 'reservation_unknown' | 'work_item_unknown';
      readonly 409: 'business_day_not_open' | 'day_close_blocked' | 'guest_in_house' | 'maximum_occupancy' | 'no_room' | 'not_due_in' | 'not_due_out' | 'not_in_house' | 'not_same_business_day' | 'property_exists' | 'reservation_closed' | 'restricted';
      readonly 412: 'version_conflict';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 422: 'arrival_in_past' | 'booking_incomplete' | 'currency_mismatch' | 'idempotency_key_reused' | 'night_closed' | 'price_mismatch' | 'quote_expired' | 'rates_do_not_match_nights' | 'restrictions_too_many' | 'room_type_unknown' | 'stay_too_far_ahead';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Has an event that could not be delivered delivered again. */
  'retry-dead-letter': {
    readonly params: {
      readonly deadLetterId: string;
    };
    readonly answers: {
      readonly 202: {
        readonly id: string;
        readonly status: 'queued';
      };
    };
    readonly problems: {
      readonly 400: 'idempotency_key_invalid' | 'idempotency_key_missing';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden';
      readonly 404: 'dead_letter_unknown' | 'not_found';
      readonly 409: 'dead_letter_retried';
      readonly 422: 'idempotency_key_reused';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Revokes an API token: within ten seconds nobody comes in with it, with Redis within one. */
  'revoke-api-token': {
    readonly params: {
      readonly apiTokenId: ApiTokenId;
    };
    readonly answers: {
      readonly 200: ApiToken;
    };
    readonly problems: {
      readonly 400: 'idempotency_key_invalid' | 'idempotency_key_missing';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'scope_not_yours';
      readonly 404: 'api_token_unknown' | 'not_found';
      readonly 422: 'idempotency_key_reused';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Finds profiles by last name or its beginning, e-mail address or phone number, in pages. */
  'search-guests': {
    readonly body: SearchGuests;
    readonly answers: {
      readonly 200: GuestPage;
    };
    readonly problems: {
      readonly 400: 'cursor_invalid' | 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Finds the properties of a city with a room left for a stay, the cheapest first. */
  'search-properties': {
    readonly body: SearchProperties;
    readonly answers: {
      readonly 200: PropertyOfferPage;
    };
    readonly problems: {
      readonly 400: 'cursor_invalid' | 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 422: 'search_too_wide';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'timed_out' | 'unavailable';
    };
  };
  /** Takes the tokens of a tenant's own identity provider, by its mapping of roles and properties. */
  'set-identity-provider': {
    readonly params: {
      readonly identityProviderId: IdentityProviderId;
    };
    readonly body: SetIdentityProvider;
    readonly answers: {
      readonly 200: IdentityProvider;
    };
    readonly problems: {
      readonly 400: 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'permission_not_yours' | 'role_not_yours' | 'scope_not_yours';
      readonly 404: 'not_found';
      readonly 409: 'identity_provider_taken' | 'identity_providers_full' | 'issuer_stays';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 422: 'audience_is_client' | 'issuer_not_allowed' | 'scope_without_openid';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Sets how many rooms of a type are out of order, on a range of nights; 0 ends it. */
  'set-out-of-order': {
    readonly params: {
      readonly propertyId: PropertyId;
    };
    readonly body: SetOutOfOrder;
    readonly answers: {
      readonly 200: SetOutOfOrder;
      readonly 202: CommandPending;
    };
    readonly problems: {
      readonly 400: 'idempotency_key_invalid' | 'idempotency_key_missing' | 'if_match_invalid' | 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown' | 'reservation_unknown' | 'work_item_unknown';
      readonly 409: 'business_day_not_open' | 'day_close_blocked' | 'guest_in_house' | 'maximum_occupancy' | 'no_room' | 'not_due_in' | 'not_due_out' | 'not_in_house' | 'not_same_business_day' | 'property_exists' | 'reservation_closed' | 'restricted';
      readonly 412: 'version_conflict';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 422: 'arrival_in_past' | 'booking_incomplete' | 'currency_mismatch' | 'idempotency_key_reused' | 'night_closed' | 'price_mismatch' | 'quote_expired' | 'rates_do_not_match_nights' | 'restrictions_too_many' | 'room_type_unknown' | 'stay_too_far_ahead';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Sets what rooms cost on ranges of nights, in the order of the lines. */
  'set-prices': {
    readonly params: {
      readonly propertyId: PropertyId;
    };
    readonly body: SetPrices;
    readonly answers: {
      readonly 200: LinesSet;
    };
    readonly problems: {
      readonly 400: 'idempotency_key_invalid' | 'idempotency_key_missing' | 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 422: 'idempotency_key_reused' | 'rate_plan_derived' | 'rate_plan_unknown' | 'room_type_unknown';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Sets the name, address, language, times and tax environment of a property. */
  'set-property': {
    readonly params: {
      readonly propertyId: PropertyId;
    };
    readonly body: PropertyDetails;
    readonly answers: {
      readonly 200: Property;
    };
    readonly problems: {
      readonly 400: 'if_match_invalid' | 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown';
      readonly 412: 'version_conflict';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Creates a rate plan, or replaces it. */
  'set-rate-plan': {
    readonly params: {
      readonly propertyId: PropertyId;
      readonly ratePlan: RatePlanCode;
    };
    readonly body: RatePlan;
    readonly answers: {
      readonly 200: NamedRatePlan;
    };
    readonly problems: {
      readonly 400: 'if_match_invalid' | 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown';
      readonly 409: 'rate_plan_in_use' | 'rate_plans_full';
      readonly 412: 'version_conflict';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 422: 'rate_plan_derived' | 'rate_plan_unknown' | 'room_type_unknown';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Sets restrictions of the house, a plan or a room type on ranges of nights. */
  'set-restrictions': {
    readonly params: {
      readonly propertyId: PropertyId;
    };
    readonly body: SetRestrictions;
    readonly answers: {
      readonly 200: LinesSet;
    };
    readonly problems: {
      readonly 400: 'idempotency_key_invalid' | 'idempotency_key_missing' | 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 422: 'idempotency_key_reused' | 'rate_plan_unknown' | 'restriction_impossible' | 'restrictions_too_many' | 'room_type_unknown';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Creates a room, or replaces what is said of it; a door is put into both its rooms. */
  'set-room': {
    readonly params: {
      readonly propertyId: PropertyId;
      readonly room: RoomNumber;
    };
    readonly body: RoomDetails;
    readonly answers: {
      readonly 200: NamedRoom;
    };
    readonly problems: {
      readonly 400: 'if_match_invalid' | 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown';
      readonly 409: 'rooms_full';
      readonly 412: 'version_conflict';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 422: 'connecting_room_unknown' | 'room_type_unknown';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Sets how many rooms of a type stand, on a range of nights. */
  'set-room-count': {
    readonly params: {
      readonly propertyId: PropertyId;
    };
    readonly body: SetRoomCount;
    readonly answers: {
      readonly 200: SetRoomCount;
      readonly 202: CommandPending;
    };
    readonly problems: {
      readonly 400: 'idempotency_key_invalid' | 'idempotency_key_missing' | 'if_match_invalid' | 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown' | 'reservation_unknown' | 'work_item_unknown';
      readonly 409: 'business_day_not_open' | 'day_close_blocked' | 'guest_in_house' | 'maximum_occupancy' | 'no_room' | 'not_due_in' | 'not_due_out' | 'not_in_house' | 'not_same_business_day' | 'property_exists' | 'reservation_closed' | 'restricted';
      readonly 412: 'version_conflict';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 422: 'arrival_in_past' | 'booking_incomplete' | 'currency_mismatch' | 'idempotency_key_reused' | 'night_closed' | 'price_mismatch' | 'quote_expired' | 'rates_do_not_match_nights' | 'restrictions_too_many' | 'room_type_unknown' | 'stay_too_far_ahead';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Creates a room type, or replaces what is said of it. */
  'set-room-type': {
    readonly params: {
      readonly propertyId: PropertyId;
      readonly roomType: RoomTypeCode;
    };
    readonly body: RoomTypeDetails;
    readonly answers: {
      readonly 200: CountedRoomType;
    };
    readonly problems: {
      readonly 400: 'if_match_invalid' | 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown';
      readonly 409: 'room_types_full';
      readonly 412: 'version_conflict';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Sets how many rooms may be sold, of a type or of the house, on a range of nights. */
  'set-sell-limit': {
    readonly params: {
      readonly propertyId: PropertyId;
    };
    readonly body: SetSellLimit;
    readonly answers: {
      readonly 200: SetSellLimit;
      readonly 202: CommandPending;
    };
    readonly problems: {
      readonly 400: 'idempotency_key_invalid' | 'idempotency_key_missing' | 'if_match_invalid' | 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown' | 'reservation_unknown' | 'work_item_unknown';
      readonly 409: 'business_day_not_open' | 'day_close_blocked' | 'guest_in_house' | 'maximum_occupancy' | 'no_room' | 'not_due_in' | 'not_due_out' | 'not_in_house' | 'not_same_business_day' | 'property_exists' | 'reservation_closed' | 'restricted';
      readonly 412: 'version_conflict';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 422: 'arrival_in_past' | 'booking_incomplete' | 'currency_mismatch' | 'idempotency_key_reused' | 'night_closed' | 'price_mismatch' | 'quote_expired' | 'rates_do_not_match_nights' | 'restrictions_too_many' | 'room_type_unknown' | 'stay_too_far_ahead';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Sets the taxes of a property, all of them at once, and where amounts are rounded. */
  'set-taxes': {
    readonly params: {
      readonly propertyId: PropertyId;
    };
    readonly body: TaxEnvironment;
    readonly answers: {
      readonly 200: TaxEnvironment;
    };
    readonly problems: {
      readonly 400: 'if_match_invalid' | 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown';
      readonly 412: 'version_conflict';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Books one room for a stay, or says which nights lack a room. */
  'submit-reservation': {
    readonly params: {
      readonly propertyId: PropertyId;
    };
    readonly body: SubmitReservation;
    readonly answers: {
      readonly 201: Reservation;
      readonly 202: ReservationPending;
    };
    readonly problems: {
      readonly 400: 'idempotency_key_invalid' | 'idempotency_key_missing' | 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown' | 'reservation_unknown' | 'work_item_unknown';
      readonly 409: 'business_day_not_open' | 'day_close_blocked' | 'guest_in_house' | 'maximum_occupancy' | 'no_room' | 'not_due_in' | 'not_due_out' | 'not_in_house' | 'not_same_business_day' | 'property_exists' | 'reservation_closed' | 'restricted';
      readonly 412: 'version_conflict';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 422: 'arrival_in_past' | 'booking_incomplete' | 'currency_mismatch' | 'idempotency_key_reused' | 'night_closed' | 'price_mismatch' | 'quote_expired' | 'rates_do_not_match_nights' | 'restrictions_too_many' | 'room_type_unknown' | 'stay_too_far_ahead';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
  /** Takes back a check-in of the same business date. */
  'undo-check-in': {
    readonly params: {
      readonly propertyId: PropertyId;
      readonly reservationId: ReservationId;
    };
    readonly body: NoDetails;
    readonly answers: {
      readonly 200: Reservation;
      readonly 202: CommandPending;
    };
    readonly problems: {
      readonly 400: 'idempotency_key_invalid' | 'idempotency_key_missing' | 'if_match_invalid' | 'invalid_json' | 'invalid_request';
      readonly 401: 'token_expired' | 'token_invalid' | 'token_missing';
      readonly 403: 'forbidden' | 'out_of_scope';
      readonly 404: 'not_found' | 'property_unknown' | 'reservation_unknown' | 'work_item_unknown';
      readonly 409: 'business_day_not_open' | 'day_close_blocked' | 'guest_in_house' | 'maximum_occupancy' | 'no_room' | 'not_due_in' | 'not_due_out' | 'not_in_house' | 'not_same_business_day' | 'property_exists' | 'reservation_closed' | 'restricted';
      readonly 412: 'version_conflict';
      readonly 413: 'body_too_large';
      readonly 415: 'content_type_unsupported';
      readonly 422: 'arrival_in_past' | 'booking_incomplete' | 'currency_mismatch' | 'idempotency_key_reused' | 'night_closed' | 'price_mismatch' | 'quote_expired' | 'rates_do_not_match_nights' | 'restrictions_too_many' | 'room_type_unknown' | 'stay_too_far_ahead';
      readonly 429: 'rate_limited';
      readonly 500: 'internal_error';
      readonly 503: 'busy' | 'outcome_unknown' | 'timed_out' | 'unavailable';
    };
  };
}

export const operations = {
  'book-quote': { method: 'POST', path: '/v1/properties/{propertyId}/quoted-reservations', keyed: true },
  'cancel-reservation': { method: 'POST', path: '/v1/properties/{propertyId}/reservations/{reservationId}/cancellations', keyed: true },
  'change-guest': { method: 'PUT', path: '/v1/guests/{guestId}', keyed: false },
  'check-in-reservation': { method: 'POST', path: '/v1/properties/{propertyId}/reservations/{reservationId}/check-ins', keyed: true },
  'check-out-reservation': { method: 'POST', path: '/v1/properties/{propertyId}/reservations/{reservationId}/check-outs', keyed: true },
  'close-business-day': { method: 'POST', path: '/v1/properties/{propertyId}/business-day/closures', keyed: true },
  'complete-sign-in': { method: 'POST', path: '/sign-in/{identityProviderId}/tokens', keyed: false },
  'create-api-token': { method: 'POST', path: '/v1/api-tokens', keyed: true },
  'create-guest': { method: 'POST', path: '/v1/guests', keyed: true },
  'create-quote': { method: 'POST', path: '/v1/properties/{propertyId}/quotes', keyed: false },
  'create-tenant': { method: 'POST', path: '/v1/tenants', keyed: true },
  'create-user': { method: 'POST', path: '/v1/users', keyed: true },
  'erase-guest': { method: 'POST', path: '/v1/guests/{guestId}/erasures', keyed: true },
  'export-guest': { method: 'GET', path: '/v1/guests/{guestId}/export', keyed: false },
  'fit-rooms': { method: 'POST', path: '/v1/properties/{propertyId}/room-fits', keyed: false },
  'get-availability': { method: 'GET', path: '/v1/properties/{propertyId}/availability', keyed: false },
  'get-business-day': { method: 'GET', path: '/v1/properties/{propertyId}/business-day', keyed: false },
  'get-event': { method: 'GET', path: '/v1/events/{eventId}', keyed: false },
  'get-guest': { method: 'GET', path: '/v1/guests/{guestId}', keyed: false },
  'get-issuer-keys': { method: 'GET', path: '/issuer/jwks', keyed: false },
  'get-property': { method: 'GET', path: '/v1/properties/{propertyId}', keyed: false },
  'get-property-statistics': { method: 'GET', path: '/v1/properties/{propertyId}/statistics', keyed: false },
  'get-reservation': { method: 'GET', path: '/v1/properties/{propertyId}/reservations/{reservationId}', keyed: false },
  'get-room': { method: 'GET', path: '/v1/properties/{propertyId}/rooms/{room}', keyed: false },
  'get-room-type': { method: 'GET', path: '/v1/properties/{propertyId}/room-types/{roomType}', keyed: false },
  'get-taxes': { method: 'GET', path: '/v1/properties/{propertyId}/taxes', keyed: false },
  'get-trace': { method: 'GET', path: '/v1/traces/{traceId}', keyed: false },
  'import-reservations': { method: 'POST', path: '/v1/properties/{propertyId}/imports', keyed: false },
  'issue-token': { method: 'POST', path: '/issuer/token', keyed: false },
  'link-guest': { method: 'PUT', path: '/v1/properties/{propertyId}/reservations/{reservationId}/guest', keyed: false },
  'list-api-tokens': { method: 'GET', path: '/v1/api-tokens', keyed: false },
  'list-arrivals': { method: 'GET', path: '/v1/properties/{propertyId}/arrivals', keyed: false },
  'list-audit-entries': { method: 'GET', path: '/v1/audit-entries', keyed: false },
  'list-dead-letters': { method: 'GET', path: '/v1/dead-letters', keyed: false },
  'list-events': { method: 'GET', path: '/v1/events', keyed: false },
  'list-functions': { method: 'GET', path: '/v1/functions', keyed: false },
  'list-guest-reservations': { method: 'GET', path: '/v1/guests/{guestId}/reservations', keyed: false },
  'list-identity-providers': { method: 'GET', path: '/v1/identity-providers', keyed: false },
  'list-in-house': { method: 'GET', path: '/v1/properties/{propertyId}/in-house', keyed: false },
  'list-lowest-prices': { method: 'GET', path: '/v1/properties/{propertyId}/lowest-prices', keyed: false },
  'list-night-statistics': { method: 'GET', path: '/v1/properties/{propertyId}/statistics/nights', keyed: false },
  'list-properties': { method: 'GET', path: '/v1/properties', keyed: false },
  'list-property-audit-entries': { method: 'GET', path: '/v1/properties/{propertyId}/audit-entries', keyed: false },
  'list-rate-plans': { method: 'GET', path: '/v1/properties/{propertyId}/rate-plans', keyed: false },
  'list-reservations': { method: 'GET', path: '/v1/properties/{propertyId}/reservations', keyed: false },
  'list-room-types': { method: 'GET', path: '/v1/properties/{propertyId}/room-types', keyed: false },
  'list-rooms': { method: 'GET', path: '/v1/properties/{propertyId}/rooms', keyed: false },
  'list-tenants': { method: 'GET', path: '/v1/tenants', keyed: false },
  'list-traces': { method: 'GET', path: '/v1/traces', keyed: false },
  'list-users': { method: 'GET', path: '/v1/users', keyed: false },
  'list-work-items': { method: 'GET', path: '/v1/properties/{propertyId}/work-items', keyed: false },
  'mark-no-show': { method: 'POST', path: '/v1/properties/{propertyId}/reservations/{reservationId}/no-shows', keyed: true },
  'merge-guest': { method: 'POST', path: '/v1/guests/{guestId}/mergers', keyed: true },
  'modify-reservation': { method: 'POST', path: '/v1/properties/{propertyId}/reservations/{reservationId}/modifications', keyed: true },
  'open-property': { method: 'POST', path: '/v1/properties', keyed: true },
  'reinstate-reservation': { method: 'POST', path: '/v1/properties/{propertyId}/reservations/{reservationId}/reinstatements', keyed: true },
  'remove-identity-provider': { method: 'POST', path: '/v1/identity-providers/{identityProviderId}/removals', keyed: true },
  'resolve-work-item': { method: 'POST', path: '/v1/properties/{propertyId}/work-items/{workItemId}/resolutions', keyed: true },
  'retry-dead-letter': { method: 'POST', path: '/v1/dead-letters/{deadLetterId}/retries', keyed: true },
  'revoke-api-token': { method: 'POST', path: '/v1/api-tokens/{apiTokenId}/revocations', keyed: true },
  'search-guests': { method: 'POST', path: '/v1/guest-searches', keyed: false },
  'search-properties': { method: 'POST', path: '/v1/property-searches', keyed: false },
  'set-identity-provider': { method: 'PUT', path: '/v1/identity-providers/{identityProviderId}', keyed: false },
  'set-out-of-order': { method: 'POST', path: '/v1/properties/{propertyId}/out-of-order-periods', keyed: true },
  'set-prices': { method: 'POST', path: '/v1/properties/{propertyId}/prices', keyed: true },
  'set-property': { method: 'PUT', path: '/v1/properties/{propertyId}', keyed: false },
  'set-rate-plan': { method: 'PUT', path: '/v1/properties/{propertyId}/rate-plans/{ratePlan}', keyed: false },
  'set-restrictions': { method: 'POST', path: '/v1/properties/{propertyId}/restrictions', keyed: true },
  'set-room': { method: 'PUT', path: '/v1/properties/{propertyId}/rooms/{room}', keyed: false },
  'set-room-count': { method: 'POST', path: '/v1/properties/{propertyId}/room-counts', keyed: true },
  'set-room-type': { method: 'PUT', path: '/v1/properties/{propertyId}/room-types/{roomType}', keyed: false },
  'set-sell-limit': { method: 'POST', path: '/v1/properties/{propertyId}/sell-limits', keyed: true },
  'set-taxes': { method: 'PUT', path: '/v1/properties/{propertyId}/taxes', keyed: false },
  'submit-reservation': { method: 'POST', path: '/v1/properties/{propertyId}/reservations', keyed: true },
  'undo-check-in': { method: 'POST', path: '/v1/properties/{propertyId}/reservations/{reservationId}/check-ins/undo', keyed: true },
} as const;
