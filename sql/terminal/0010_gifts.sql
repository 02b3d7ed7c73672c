-- Do not edit; add a new one.
-- The gift catalogue, and what HQ knows of the branch's stock.

create table gift (
    code text not null primary key,
    bytes blob not null
) without rowid;

create table gift_stock (
    code text not null primary key,
    bytes blob not null
) without rowid;

-- What this terminal took for its redemptions and did not reverse, of any of its registrations.
create table gift_taken (
    redemption_id integer not null primary key,
    code text not null
);
create index gift_taken_of on gift_taken (code);
