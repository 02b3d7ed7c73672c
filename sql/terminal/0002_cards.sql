-- Do not edit; add a new one.
-- What a card is, and which cards are blocked although this terminal does not know their member.

-- 0: its UID only, it proves nothing; else the family it was pinned as when it was issued.
alter table card add column family integer not null default 0 check (family >= 0);

-- From the feed, which names every blocked card to every branch.
create table blocked_card (
    card_key blob not null primary key
) without rowid;
