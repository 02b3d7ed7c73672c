-- Do not edit; add a new one.
-- Baskets that wait: no sales yet. bytes: a sale's entry without a receipt number, see terminal/app/desk_book.h.
create table parked_basket (
    parked_id integer not null primary key,
    parked_at_ms integer not null,
    bytes blob not null
);

-- The basket that is being paid for; one row at most. Its intent tells after a crash whether the sale was recorded.
create table paid_basket (
    paid_id integer not null primary key check (paid_id = 1),
    intent text not null,
    bytes blob not null
);
