-- Do not edit; add a new one.
-- Points reserved for terminals that may spend them while HQ is out of reach, and redemptions that HQ did not vouch for.

-- limit_points (L) and spent_points (C, as far as the holder has told) only grow. received_points: the greatest limit
-- that the holder has told to have. allowance_id: HQ's entry that granted it first. recalled: its member needs the
-- points elsewhere, so the holder is asked to close it.
create table allowance (
    allowance_id bigint not null primary key,
    member_id bigint not null,
    terminal_id bigint not null,
    limit_points bigint not null check (limit_points > 0),
    spent_points bigint not null check (spent_points >= 0),
    received_points bigint not null check (received_points >= 0),
    last_day text not null,
    state text not null check (state in ('open', 'closed', 'written_off')),
    recalled bigint not null check (recalled in (0, 1))
);
create index allowance_of_member on allowance (member_id);
create index allowance_of_terminal on allowance (terminal_id);

-- The lots that were taken for it, in the order taken; lot_cause 0: the member owes these. remaining: what is neither
-- spent nor given back.
create table allowance_lot (
    allowance_id bigint not null,
    number bigint not null,
    lot_cause bigint not null,
    lot_number bigint not null,
    expires_on text not null,
    remaining bigint not null check (remaining >= 0),
    primary key (allowance_id, number)
);

create table offline_redemption (
    redemption_id bigint not null primary key,
    member_id bigint not null,
    points bigint not null,
    means bigint not null check (means in (1, 2)),
    allowance_id bigint not null,
    terminal_id bigint not null
);
