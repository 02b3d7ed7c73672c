-- Do not edit; add a new one.
-- What may be redeemed, and was, while HQ is out of reach. Changed in the transaction of the entry that says so.

-- limit_points (L) and spent_points (C) only grow. usable 0: closed, or the registration has two histories.
create table allowance (
    allowance_id integer not null primary key,
    member_id integer not null,
    limit_points integer not null check (limit_points > 0),
    spent_points integer not null check (spent_points >= 0),
    last_day text not null,
    usable integer not null check (usable in (0, 1))
);
create index allowance_of_member on allowance (member_id);

-- Points for which nobody vouched and which HQ has not acknowledged: deleted by the acknowledgement, by nothing else.
create table stand_in (
    redemption_id integer not null primary key,
    card_key blob not null,
    secure integer not null check (secure in (0, 1)),
    points integer not null check (points > 0)
);
