-- Do not edit; add a new one.
-- points: the share of what the line earned. points_taken: of these, what the rules' policy took back, 0 until the
-- member is known. points_given, given_minor: what paid for it in points and was given back, and its worth.
alter table returned_line add column points_taken bigint not null default 0;
alter table returned_line add column points_given bigint not null default 0;
alter table returned_line add column given_minor bigint not null default 0;
update returned_line set points_taken = points where not exists
    (select 1 from unknown_card u where u.sale_id = returned_line.entry_id);

-- Earnings that cannot be used yet. The daily job makes it the lot of the same key on the date it matures, and deletes it.
create table pending_lot (
    shard_key bigint not null,
    cause bigint not null,
    number bigint not null,
    remaining bigint not null check (remaining >= 0),
    matures_on text not null,
    expires_on text not null,
    primary key (shard_key, cause, number)
);
create index pending_lot_by_date on pending_lot (matures_on);
