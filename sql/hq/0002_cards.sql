-- Do not edit; add a new one.
-- Cards that prove themselves: what a card is, which are ordered, which keys they may have, which are blocked, and which
-- were refused. No UID is kept anywhere.

-- Pinned: 0 = known by its UID or number alone, else a family of common/loyalty/card.h.
alter table card add column family bigint not null default 0 check (family between 0 and 3);
create index card_by_number on card (card_number);

-- Blocked for ever, also when HQ does not know whose card it is (yet). Every such card is in the feed of all branches.
create table blocked_card (
    card_key bytea not null primary key,
    entry_id bigint not null,
    reason text not null
);

-- Cards to be written. card_key: of the card that was begun for it; null until one lies on a reader. settled_ms: when it
-- was written or cancelled.
create table card_order (
    card_number text not null primary key,
    member_id bigint not null,
    family bigint not null check (family between 1 and 3),
    state text not null check (state in ('ordered', 'written', 'cancelled')),
    ordered_ms bigint not null,
    card_key bytea,
    settled_ms bigint
);
create index card_order_by_state on card_order (state, ordered_ms);
create index card_order_by_key on card_order (card_key);

-- Written down before a key of a card changes: the slot has one of the two versions, 0 being the factory's.
create table card_key_version (
    card_key bytea not null,
    slot bigint not null,
    from_version bigint not null,
    to_version bigint not null,
    primary key (card_key, slot)
);

-- Cards that did not prove what they posed as, as terminals reported it. For people to look at.
create table card_refusal (
    entry_id bigint not null primary key,
    card_key bytea not null,
    reason text not null,
    terminal_id bigint not null,
    branch_id bigint not null,
    occurred_ms bigint not null
);
