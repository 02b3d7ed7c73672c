-- Do not edit; add a new one.
-- What was booked of what sales earned, by the business date it counts on: what the rules' caps are held against, once
-- they have any. kind 1: subject is a terminal; kind 2: a member; kind 3: a terminal from which HQ took entries on that
-- day, with 0 points. day: since 1970. Nothing is ever taken off.
--
-- A sale beyond a cap is withheld: its card_key is a key of its own (12 bytes), for which it and what was brought back of
-- it wait in unknown_card, until a person releases it.

create table minted_day (
    kind bigint not null check (kind in (1, 2, 3)),
    subject bigint not null,
    day bigint not null,
    points bigint not null check (points >= 0),
    primary key (subject, kind, day)
);
