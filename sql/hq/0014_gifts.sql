-- Do not edit; add a new one.
-- The gift catalogue, and each branch's stock of gifts.

-- Every version of a gift; bytes: as in the entry that defined it.
create table gift (
    gift text not null,
    version bigint not null check (version > 0),
    cause bigint not null,
    bytes bytea not null,
    primary key (gift, version)
);

-- Append-only: a stock is the sum of its units. number: 0 = a hold, else the line of the entry that moved it. points and
-- cash_minor: what was paid for a gift, or given back for it (negative).
create table gift_movement (
    cause bigint not null,
    number bigint not null,
    branch_id bigint not null,
    gift text not null,
    units bigint not null,
    reason text not null check (reason in ('receive', 'adjust', 'hold', 'release', 'give', 'return', 'void')),
    redemption_id bigint not null,
    business_date text not null,
    points bigint not null,
    cash_minor bigint not null,
    primary key (cause, number)
);
create index gift_movement_of_stock on gift_movement (gift, branch_id);
create index gift_movement_of_redemption on gift_movement (redemption_id);
