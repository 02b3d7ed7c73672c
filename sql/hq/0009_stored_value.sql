-- Do not edit; add a new one.
-- Stored value: money that gift cards and members have with the chain, in its currency.

-- account_key: 32 bytes, the gift card's card_key; 8 bytes, the member's id. value_minor: what can be spent; < 0: owed.
-- held_minor: taken from it by authorised redemptions, not yet captured. expires_on: the last usable day.
create table value_account (
    account_key bytea not null primary key,
    member_id bigint not null,
    value_minor bigint not null,
    held_minor bigint not null check (held_minor >= 0),
    expires_on text not null
);
create index value_account_by_expiry on value_account (expires_on) where value_minor > 0;

-- Append-only, double entry: accounts 6 and 7 are value_minor and held_minor, those from 30 on the programme's.
create table value_transfer (
    account_key bytea not null,
    cause bigint not null,
    number bigint not null,
    debit_account bigint not null,
    credit_account bigint not null,
    amount_minor bigint not null check (amount_minor > 0),
    code text not null,
    rules_version bigint not null,
    primary key (account_key, cause, number)
);

-- As redemption, of stored value.
create table value_redemption (
    redemption_id bigint not null primary key,
    account_key bytea not null,
    minor bigint not null check (minor >= 0),
    state text not null check (state in ('held', 'refused', 'captured', 'reversed')),
    captured_by bigint not null
);

-- What paid for it in stored value and went back there.
alter table returned_line add column stored_minor bigint not null default 0;
